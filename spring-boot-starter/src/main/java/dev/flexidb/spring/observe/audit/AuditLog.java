package dev.flexidb.spring.observe.audit;

import dev.flexidb.error.Quoted;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Writes what was done to the log, in one line each. */
final class AuditLog implements AuditListener {

  /** Its logger. */
  static final String NAME = "dev.flexidb.audit";

  private static final Log LOG = LogFactory.getLog(NAME);

  @Override
  public void onAction(AuditedAction action) {
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "who=%s operation=%s database=%s schema=%s outcome=%s took=%d ms %s"
              .formatted(
                  action.who().map(Quoted::line).orElse("-"),
                  action.operation(),
                  action.database(),
                  action.schema().map(Quoted::line).orElse("-"),
                  action.outcome().tag(),
                  action.took().toMillis(),
                  Quoted.line(action.details().toString())));
    }
  }
}
