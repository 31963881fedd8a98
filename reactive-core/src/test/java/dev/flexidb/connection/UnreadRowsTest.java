package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: a connection that is lost while its reader takes its time gives all its memory back. */
@WithServer(DatabaseKind.POSTGRESQL)
@Timeout(60)
class UnreadRowsTest {

  private static final int READ = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String ROWS = "SELECT repeat('x', 20) FROM generate_series(1, 50000) n";

  private enum Reading {
    BOUND_ROWS(true),
    BOUND_SEGMENTS(true),
    ROWS_OF_A_TEXT(false),
    SEGMENTS_OF_A_TEXT(false);

    private final boolean bound;

    Reading(boolean bound) {
      this.bound = bound;
    }

    Statement statement(LogicalConnection connection) {
      return bound
          ? connection.createStatement(ROWS + " WHERE n <> $1").bind(0, -1)
          : connection.createStatement(ROWS);
    }

    Publisher<String> read(Result result) {
      return this == BOUND_ROWS || this == ROWS_OF_A_TEXT
          ? result.map(row -> String.valueOf(row.get(0)))
          : result.flatMap(
              segment ->
                  segment instanceof Result.RowSegment row
                      ? Mono.just(String.valueOf(row.row().get(0)))
                      : Mono.empty());
    }
  }

  private static void assertThatNothingIsHeld(
      Reading reading, TestDatabase database, Consumer<StepVerifier.Step<String>> afterTheLoss) {
    String tenant = database.name() + "_unread";
    database.execute("CREATE SCHEMA " + tenant);
    LossyLoops loops = new LossyLoops();
    ReactiveFlexiDb flexi =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(
                        ConnectionFactoryOptions.parse(database.r2dbcUrl())
                            .mutate()
                            .option(Option.valueOf("loopResources"), loops)
                            .build())
                    .withTenancy(Tenancy.schemaPerTenant())
                    .withPool(PoolConfig.DEFAULTS.withMaxSize(1)))
            .build();
    try {
      afterTheLoss.accept(
          StepVerifier.create(rows(flexi.get("app"), reading, tenant), READ)
              .expectNextCount(READ)
              .then(() -> loops.lose().block(PATIENCE)));
    } finally {
      flexi.close().block();
      database.execute("DROP SCHEMA " + tenant);
    }
    loops.allClosed().block(PATIENCE);
    assertThat(loops.unreleased()).isZero();
  }

  private static Flux<String> rows(Database app, Reading reading, String tenant) {
    return Flux.usingWhen(
            app.create().cast(LogicalConnection.class),
            connection ->
                Flux.from(reading.statement(connection).execute()).concatMap(reading::read),
            LogicalConnection::close)
        .contextWrite(withSchema(tenant));
  }

  @ParameterizedTest
  @EnumSource(Reading.class)
  @DisplayName("S34: what a lost connection had received is released when its reader is told")
  void releasesWhatItsReaderDidNotGet(Reading reading, TestDatabase database) {
    assertThatNothingIsHeld(
        reading,
        database,
        read ->
            read.thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(row -> true)
                .verifyError(R2dbcException.class));
  }

  @ParameterizedTest
  @EnumSource(Reading.class)
  @DisplayName("S34: and when its reader has gone")
  void releasesWhatItsReaderLeft(Reading reading, TestDatabase database) {
    assertThatNothingIsHeld(reading, database, read -> read.thenCancel().verify());
  }
}
