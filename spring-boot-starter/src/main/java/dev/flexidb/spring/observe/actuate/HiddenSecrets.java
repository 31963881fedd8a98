package dev.flexidb.spring.observe.actuate;

import dev.flexidb.spring.properties.FlexiDbProperties;
import java.util.regex.Pattern;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Keeps passwords, and of URLs the login and the options, out of the endpoints {@code env} and
 * {@code configprops} where they show values: of {@code flexidb.*}, wherever it is written, and of
 * {@code DATABASE_URL_*}. Immutable.
 */
final class HiddenSecrets implements SanitizingFunction {

  private static final String HIDDEN = SanitizableData.SANITIZED_VALUE;

  /** Up to the last "@": what is not percent-encoded may hold any other of them. */
  private static final Pattern LOGIN = Pattern.compile("(?<=://).*@", Pattern.DOTALL);

  private static final Pattern OPTIONS = Pattern.compile("(?<=[?;]).*", Pattern.DOTALL);

  @Override
  public SanitizableData apply(SanitizableData data) {
    String key = data.getLowerCaseKey();
    if (!key.startsWith(FlexiDbProperties.PREFIX) && !key.startsWith("database_url_")) {
      return data;
    }
    if (key.endsWith("password")) {
      return data.withSanitizedValue();
    }
    return data.getValue() instanceof CharSequence text && text.toString().contains("://")
        ? data.withValue(withoutSecrets(text.toString()))
        : data;
  }

  private static String withoutSecrets(String url) {
    String withoutLogin = LOGIN.matcher(url).replaceFirst(HIDDEN + "@");
    return OPTIONS.matcher(withoutLogin).replaceFirst(HIDDEN);
  }
}
