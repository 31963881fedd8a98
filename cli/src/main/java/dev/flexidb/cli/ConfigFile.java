package dev.flexidb.cli;

import dev.flexidb.error.Quoted;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A {@code flexidb.yml} as it is written; what it leaves out is null.
 *
 * @param profile {@code development} lets destructive commands through
 */
record ConfigFile(
    @Nullable String profile,
    @Nullable String migrations,
    @Nullable String seeds,
    @Nullable List<String> tenantDomains,
    @Nullable Map<String, String> placeholders,
    @Nullable Map<String, @Nullable DatabaseEntry> databases) {

  /** One database. */
  record DatabaseEntry(
      @Nullable String url,
      @Nullable String tenancy,
      @Nullable List<String> sharedSchemas,
      @Nullable String rolePerTenant,
      @Nullable LoginEntry migration) {

    static final DatabaseEntry EMPTY = new DatabaseEntry(null, null, null, null, null);

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
      return "DatabaseEntry[" + tenancy + "]";
    }
  }

  /** How its migrations log in. */
  record LoginEntry(
      @Nullable String jdbcUrl, @Nullable String username, @Nullable String password) {

    static final LoginEntry EMPTY = new LoginEntry(null, null, null);

    @Override
    public String toString() {
      return "LoginEntry[***]";
    }
  }

  static final ConfigFile EMPTY = new ConfigFile(null, null, null, null, null, null);

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * Reads it, and says where it cannot be right without quoting what it holds.
   *
   * @throws CommandFailedException if it cannot be right
   */
  static ConfigFile read(Path file) {
    try {
      ConfigFile read = MAPPER.readValue(file.toFile(), ConfigFile.class);
      return read == null ? EMPTY : read;
    } catch (UnrecognizedPropertyException unknown) {
      throw refused(
          file,
          unknown,
          "unknown setting \"%s\"; known are %s"
              .formatted(Quoted.line(unknown.getPropertyName()), known(unknown)));
    } catch (DatabindException unfit) {
      throw refused(file, unfit, "\"%s\" is not of the right kind".formatted(path(unfit)));
    } catch (JacksonException unreadable) {
      throw refused(file, unreadable, "this is not YAML, or a name stands twice");
    }
  }

  private static String known(UnrecognizedPropertyException unknown) {
    Collection<Object> names = unknown.getKnownPropertyIds();
    return names == null
        ? "none"
        : Quoted.names(names.stream().map(String::valueOf).sorted().toList());
  }

  private static String path(DatabindException unfit) {
    return unfit.getPath().stream()
        .map(step -> String.valueOf(step.getPropertyName()))
        .collect(Collectors.joining("."));
  }

  private static CommandFailedException refused(Path file, JacksonException cause, String why) {
    int line = cause.getLocation() == null ? 0 : cause.getLocation().getLineNr();
    // Without the cause: its message quotes the file, passwords and all.
    return new CommandFailedException(
        line > 0 ? "%s, line %d: %s".formatted(file, line, why) : "%s: %s".formatted(file, why));
  }

  @Override
  public String toString() {
    return "ConfigFile" + (databases == null ? "[]" : databases.keySet().toString());
  }
}
