package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;

import reactor.core.publisher.Flux;

/** The main class of another JVM in tests: reads a result that is longer than its memory. */
final class SmallHeapProbe {

  private SmallHeapProbe() {}

  /** Its arguments are a URL, a tenant, the text to read and a fetch size. */
  public static void main(String[] arguments) {
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database("app", DatabaseConfig.of(arguments[0]).withTenancy(Tenancy.schemaPerTenant()))
            .build();
    int fetchSize = Integer.parseInt(arguments[3]);
    Flux<String> read =
        db.get("app")
            .sql(arguments[2])
            .filter(statement -> statement.fetchSize(fetchSize))
            .mapValue(String.class)
            .all();
    System.out.println(read.contextWrite(withSchema(arguments[1])).count().block());
    db.close().block();
  }
}
