package dev.flexidb.spring.observe.audit;

import dev.flexidb.StatementObserver;
import dev.flexidb.spring.observe.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.SmartInitializingSingleton;
import reactor.util.context.ContextView;

/** Audits statements by their kinds. Thread-safe. */
final class StatementAudit implements StatementObserver, SmartInitializingSingleton {

  private final Supplier<Audits> audits;

  StatementAudit(Supplier<Audits> audits) {
    this.audits = audits;
  }

  /** Makes what it tells here, as it must not be made where statements run. */
  @Override
  public void afterSingletonsInstantiated() {
    Objects.requireNonNull(audits.get());
  }

  @Override
  public Ending started(Start start, ContextView subscriber) {
    String kind = StatementKind.of(start.sql());
    return end -> {
      if (!end.sent()) {
        return;
      }
      Instant at = Instant.now();
      audits
          .get()
          .tell(
              subscriber,
              who ->
                  new AuditedAction(
                      at,
                      who,
                      "STATEMENT",
                      start.database(),
                      Optional.ofNullable(start.tenant()).map(tenant -> tenant.value()),
                      Outcome.of(end),
                      end.took(),
                      Map.of("kind", kind)));
    };
  }
}
