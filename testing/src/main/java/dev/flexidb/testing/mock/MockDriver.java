package dev.flexidb.testing.mock;

import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.Product;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A driver whose server is a {@link MockDatabase}. Thread-safe. */
final class MockDriver implements ConnectionFactory {

  private final MockDatabase database;
  private final Product product;
  private final Set<String> shared;
  private final Recorder recorder;
  private final Dialogue dialogue;

  /**
   * @param shared schemas that are no tenant's
   */
  MockDriver(MockDatabase database, Product product, Set<String> shared, Recorder recorder) {
    this.database = database;
    this.product = product;
    this.shared = shared;
    this.recorder = recorder;
    this.dialogue = Dialogue.of(product);
  }

  @Override
  public Mono<Connection> create() {
    return Mono.fromSupplier(() -> new DriverConnection(this));
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return product::toString;
  }

  Told read(String text) {
    return dialogue.read(text);
  }

  /** Takes the call down, and answers it. */
  Flux<Result> ask(
      Transactions transactions,
      @Nullable String schema,
      String sql,
      List<@Nullable Object> values) {
    return Flux.defer(
        () -> {
          Call call = new Call(database.name(), tenant(schema), sql, values, Call.Fate.OPEN);
          Recorder.Entry entry = recorder.record(call);
          transactions.began(entry);
          return database
              .answer(call)
              .given()
              .doOnComplete(() -> transactions.succeeded(entry))
              .doOnError(failed -> entry.is(Call.Fate.UNDONE));
        });
  }

  private Optional<SchemaName> tenant(@Nullable String schema) {
    return schema == null || shared.contains(schema) || SchemaName.isReserved(schema)
        ? Optional.empty()
        : Optional.of(new SchemaName(schema));
  }
}
