package dev.flexidb.examples.service.overview;

import dev.flexidb.Tenant;
import dev.flexidb.batch.Outcome;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.migrate.TenantOutcome;
import dev.flexidb.tenant.SchemaName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

@RestController
@Tag(name = "Overview")
class ReportController {

  /** Connections that the report takes from the shops at most. */
  private static final int AT_ONCE = 4;

  private final SchemaManager schemas;

  ReportController(@Qualifier("orders") SchemaManager schemas) {
    this.schemas = schemas;
  }

  /** A line for each shop as soon as it is known; one that fails does not keep the others back. */
  @GetMapping(path = "/admin/report", produces = MediaType.APPLICATION_NDJSON_VALUE)
  @Operation(summary = "All shops", description = "A line of JSON for each, as they are read.")
  Flux<ShopReport> report() {
    return schemas
        .listTenants()
        .collectMap(Tenant::schema, Tenant::id)
        .flatMapMany(
            ids ->
                schemas
                    .forEachSchema(
                        AT_ONCE,
                        shop ->
                            shop.sql(Overview.Orders.SQL)
                                .mapProperties(Overview.Orders.class)
                                .one())
                    .map(line -> line(ids, line)));
  }

  private static ShopReport line(Map<SchemaName, String> ids, TenantOutcome<Overview.Orders> shop) {
    String id = Objects.requireNonNullElse(ids.get(shop.schema()), shop.schema().value());
    return shop.outcome() instanceof Outcome.Success<Overview.Orders> read
        ? new ShopReport(id, read.value(), null)
        : new ShopReport(id, null, "not available");
  }
}
