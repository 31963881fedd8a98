package dev.flexidb.spring.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;

/** The page: a handful of small texts, read once. Immutable. */
final class PageFiles {

  static final String FOLDER = "/dev/flexidb/dashboard/";
  static final String INDEX = "index.html";

  /** All there are: nothing else in the class path can be asked for. */
  static final List<String> NAMES =
      List.of(
          INDEX,
          "style.css",
          "icon.svg",
          "main.js",
          "live.js",
          "model.js",
          "dom.js",
          "format.js",
          "plot.js",
          "scale.js",
          "gauge.js",
          "strip.js",
          "badge.js",
          "summary.js",
          "databases.js",
          "groups.js",
          "changes.js",
          "runs.js",
          "tenants.js");

  private static final Map<String, MediaType> TYPES =
      Map.of(
          "html", new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8),
          "svg", new MediaType("image", "svg+xml", StandardCharsets.UTF_8),
          "css", new MediaType("text", "css", StandardCharsets.UTF_8),
          "js", new MediaType("text", "javascript", StandardCharsets.UTF_8));

  private final Map<String, PageFile> files;

  /**
   * One of them.
   *
   * @param etag changes when the text does
   */
  record PageFile(String text, MediaType type, String etag) {}

  private PageFiles(Map<String, PageFile> files) {
    this.files = files;
  }

  static PageFiles read() {
    Map<String, PageFile> files = new LinkedHashMap<>();
    NAMES.forEach(name -> files.put(name, read(name)));
    return new PageFiles(files);
  }

  private static PageFile read(String name) {
    try (InputStream stream = PageFiles.class.getResourceAsStream(FOLDER + name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path lacks " + FOLDER + name);
      }
      byte[] bytes = stream.readAllBytes();
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new PageFile(
          new String(bytes, StandardCharsets.UTF_8),
          TYPES.getOrDefault(
              name.substring(name.lastIndexOf('.') + 1), MediaType.APPLICATION_OCTET_STREAM),
          '"' + hash.substring(0, 16) + '"');
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Optional<PageFile> named(String name) {
    return Optional.ofNullable(files.get(name));
  }
}
