package dev.flexidb.connection;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.test.TestKit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** S11, F24: a tenant's view is a ConnectionFactory as the R2DBC specification wants it. */
abstract class TenantTestKit<T> implements TestKit<T>, Contract {

  private static final AtomicInteger TENANTS = new AtomicInteger();

  private final SchemaName tenant = new SchemaName("kit_" + TENANTS.incrementAndGet());
  private final ReactiveFlexiDb db;
  private final JdbcOperations jdbc;

  TenantTestKit(TestDatabase database) {
    database.execute("CREATE SCHEMA " + tenant.value());
    this.jdbc =
        new JdbcTemplate(
            new DriverManagerDataSource(
                jdbcUrl(database, tenant.value()),
                database.server().username(),
                database.server().password()));
    this.db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(url(database))
                    .withTenancy(tenancy())
                    .withPool(PoolConfig.DEFAULTS.withMaxSize(1)))
            .build();
  }

  /** Where JDBC finds the schema. */
  abstract String jdbcUrl(TestDatabase database, String schema);

  @AfterEach
  void close() {
    db.close().block();
  }

  @Override
  public ConnectionFactory getConnectionFactory() {
    return db.get("app").forSchema(tenant);
  }

  @Override
  public JdbcOperations getJdbcOperations() {
    return jdbc;
  }

  @Override
  public String clobType() {
    return "TEXT";
  }
}
