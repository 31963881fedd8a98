package dev.flexidb.spring.diagnostics;

import dev.flexidb.spring.properties.FlexiDbProperties;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Finds what a misspelled property may have meant, by the records that properties are bound to. */
final class KnownProperties {

  private static final int FARTHEST = 3;

  private KnownProperties() {}

  /** The known property whose name is least different; null if none is near. */
  static @Nullable String nearest(ConfigurationPropertyName unknown) {
    Type at = FlexiDbProperties.class;
    StringBuilder path = new StringBuilder(FlexiDbProperties.PREFIX);
    for (int i = 1; i < unknown.getNumberOfElements(); i++) {
      String element = unknown.getElement(i, Form.DASHED);
      if (at instanceof ParameterizedType map && map.getRawType() == Map.class) {
        at = map.getActualTypeArguments()[1];
        path.append('.').append(element);
        continue;
      }
      Optional<RecordComponent> component = nearest(at, element);
      if (component.isEmpty()) {
        return null;
      }
      path.append('.').append(dashed(component.get().getName()));
      if (!dashed(component.get().getName()).equals(element)) {
        return path.toString();
      }
      at = component.get().getGenericType();
    }
    return null;
  }

  private static Optional<RecordComponent> nearest(Type type, String element) {
    if (!(type instanceof Class<?> settings) || !settings.isRecord()) {
      return Optional.empty();
    }
    return Arrays.stream(settings.getRecordComponents())
        .filter(component -> distance(dashed(component.getName()), element) <= FARTHEST)
        .min(Comparator.comparingInt(component -> distance(dashed(component.getName()), element)));
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Of Levenshtein. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, column -> column);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
