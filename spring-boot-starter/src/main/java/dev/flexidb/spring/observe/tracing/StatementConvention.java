package dev.flexidb.spring.observe.tracing;

import dev.flexidb.StatementObserver.End;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.observe.Outcome;
import dev.flexidb.spring.observe.Role;
import dev.flexidb.tenant.SchemaName;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * What a statement's observation is called and tagged with. What becomes a metric's tag is bounded:
 * neither schema nor SQL.
 */
final class StatementConvention implements ObservationConvention<StatementContext> {

  private final boolean includeSql;

  StatementConvention(boolean includeSql) {
    this.includeSql = includeSql;
  }

  @Override
  public String getName() {
    return "flexidb.query";
  }

  @Override
  public String getContextualName(StatementContext context) {
    return "query " + context.start().database();
  }

  @Override
  public KeyValues getLowCardinalityKeyValues(StatementContext context) {
    KeyValues known =
        KeyValues.of("database", context.start().database(), "server", Role.of(context.start()));
    End end = context.end();
    return end == null
        ? known
        : known.and(
            "outcome",
            Outcome.of(end).tag(),
            "exception",
            end.error() == null ? KeyValue.NONE_VALUE : Failure.kind(end.error()));
  }

  @Override
  public KeyValues getHighCardinalityKeyValues(StatementContext context) {
    SchemaName tenant = context.start().tenant();
    KeyValues values =
        tenant == null ? KeyValues.empty() : KeyValues.of("flexidb.tenant", tenant.value());
    // As Spring Boot's own observations of R2DBC name it.
    return includeSql ? values.and("r2dbc.query[0]", context.start().sql()) : values;
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof StatementContext;
  }
}
