package dev.flexidb.spring.observe.audit;

import dev.flexidb.error.Quoted;
import java.util.regex.Pattern;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Writes what was done to the log, in one line each. */
final class AuditLog implements AuditListener {

  /** Its logger. */
  static final String NAME = "dev.flexidb.audit";

  private static final String NOBODY = "-";

  /** What cannot be taken for the line's own words. */
  private static final Pattern PLAIN = Pattern.compile("[^\\s\"=]+");

  private static final Log LOG = LogFactory.getLog(NAME);

  @Override
  public void onAction(AuditedAction action) {
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "who=%s operation=%s database=%s schema=%s outcome=%s took=%d ms %s"
              .formatted(
                  action.who().map(AuditLog::name).orElse(NOBODY),
                  action.operation(),
                  action.database(),
                  action.schema().map(AuditLog::name).orElse(NOBODY),
                  action.outcome().tag(),
                  action.took().toMillis(),
                  Quoted.line(action.details().toString())));
    }
  }

  private static String name(String name) {
    String line = Quoted.line(name);
    return PLAIN.matcher(line).matches() && !line.equals(NOBODY)
        ? line
        : '"' + line.replace('"', '\'') + '"';
  }
}
