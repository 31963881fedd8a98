package dev.flexidb.pooling;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.test.MockConnection;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A driver without a server: counts what it opened, and what of that was closed. */
final class StubDriver implements ConnectionFactory {

  final List<Stub> opened = new CopyOnWriteArrayList<>();
  private final Supplier<Mono<Connection>> behaviour;

  /** Opens a connection at once whenever it is asked. */
  StubDriver() {
    this.behaviour = () -> Mono.fromSupplier(this::open);
  }

  StubDriver(Supplier<Mono<Connection>> behaviour) {
    this.behaviour = behaviour;
  }

  Connection open() {
    Stub stub = new Stub();
    opened.add(stub);
    return stub.connection;
  }

  @Override
  public Mono<Connection> create() {
    return behaviour.get();
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return () -> "stub";
  }

  /** One connection. */
  static final class Stub {

    volatile boolean alive = true;
    volatile boolean failsWhenAsked;
    volatile boolean silent;

    /** To the next question; null for one that is there at once. */
    final AtomicReference<@Nullable Mono<Boolean>> answer = new AtomicReference<>();

    final AtomicInteger asked = new AtomicInteger();
    volatile boolean closes = true;
    volatile boolean closed;
    final Connection connection =
        (Connection)
            Proxy.newProxyInstance(
                Stub.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) ->
                    switch (method.getName()) {
                      case "validate" -> validate(arguments[0] == ValidationDepth.REMOTE);
                      case "close" -> close();
                      case "toString" -> "stub";
                      default -> method.invoke(MockConnection.empty(), arguments);
                    });

    private Mono<Boolean> validate(boolean remote) {
      if (remote) {
        asked.incrementAndGet();
        Mono<Boolean> late = answer.getAndSet(null);
        if (late != null) {
          return late;
        }
      }
      if (remote && silent) {
        return Mono.never();
      }
      return remote && failsWhenAsked
          ? Mono.error(new IllegalStateException("the connection is gone"))
          : Mono.fromSupplier(() -> alive);
    }

    private Mono<Void> close() {
      return Mono.defer(
          () -> {
            closed = true;
            return closes ? Mono.empty() : Mono.never();
          });
    }
  }
}
