package dev.flexidb.spring.observe.migrate;

import dev.flexidb.migrate.SchemaChange;
import dev.flexidb.migrate.SchemaListener;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.observe.Outcome;
import dev.flexidb.spring.observe.audit.AuditedAction;
import dev.flexidb.spring.observe.audit.Audits;
import dev.flexidb.tenant.SchemaName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.util.context.ContextView;

/** Audits what is done to schemas: made, provisioned, copied, dropped. Thread-safe. */
final class ChangeAudit implements SchemaListener {

  private final Audits audits;

  ChangeAudit(Audits audits) {
    this.audits = audits;
  }

  @Override
  public void onChange(SchemaChange change, ContextView subscriber) {
    Instant at = Instant.now();
    audits.tell(
        subscriber,
        who ->
            new AuditedAction(
                at,
                who,
                operation(change.kind()),
                change.database(),
                change.schema().map(SchemaName::value),
                Outcome.of(change.error().orElse(null)),
                change.took(),
                details(change)));
  }

  private static String operation(SchemaChange.Kind kind) {
    return switch (kind) {
      case CREATE -> "CREATE_SCHEMA";
      case PROVISION -> "PROVISION_TENANT";
      case PREPARE_SPARES -> "PREPARE_SPARES";
      case DELETE -> "DELETE_SCHEMA";
      case CLONE -> "CLONE_SCHEMA";
    };
  }

  private static Map<String, String> details(SchemaChange change) {
    Map<String, String> details = new LinkedHashMap<>();
    if (change.kind() == SchemaChange.Kind.PROVISION) {
      details.put("tenant", change.subject());
    }
    change.source().ifPresent(source -> details.put("source", source.value()));
    change.error().ifPresent(error -> details.put("error", Failure.told(error)));
    return details;
  }
}
