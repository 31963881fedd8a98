package dev.flexidb.spring.observe.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what was done as Spring Boot's audit events, {@code FLEXIDB_DELETE_SCHEMA} and so on.
 */
final class AuditEvents implements AuditListener {

  private final ApplicationEventPublisher events;

  AuditEvents(ApplicationEventPublisher events) {
    this.events = events;
  }

  @Override
  public void onAction(AuditedAction action) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>(action.details());
    data.put("database", action.database());
    action.schema().ifPresent(schema -> data.put("schema", schema));
    data.put("outcome", action.outcome().tag());
    data.put("tookMillis", action.took().toMillis());
    events.publishEvent(
        new AuditApplicationEvent(
            new AuditEvent(
                action.at(), action.who().orElse(null), "FLEXIDB_" + action.operation(), data)));
  }
}
