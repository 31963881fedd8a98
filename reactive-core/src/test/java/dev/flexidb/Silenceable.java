package dev.flexidb;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.test.MockConnection;
import io.r2dbc.spi.test.MockStatement;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A driver without a server, which answers new connections and those that are open as it is told,
 * and counts what it was asked.
 */
final class Silenceable implements ConnectionFactory {

  static final Supplier<Mono<Boolean>> UP = () -> Mono.just(true);
  static final Supplier<Mono<Boolean>> SILENT = Mono::never;
  static final Supplier<Mono<Boolean>> DOWN = () -> Mono.error(new ConnectException("refused"));

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();

  volatile Supplier<Mono<Boolean>> answer = UP;

  /** What an open connection answers; null for the same as a new one. */
  volatile @Nullable Supplier<Mono<Boolean>> answerOfOpen;

  /** How often it was asked for a connection, or whether one answers, since the last time. */
  int asked() {
    return asked.getAndSet(0);
  }

  /** How many questions there were at once. */
  int mostUnderWay() {
    return mostUnderWay.get();
  }

  private Mono<Boolean> ask(Supplier<Mono<Boolean>> answering) {
    return Mono.defer(
        () -> {
          asked.incrementAndGet();
          mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          return answering
              .get()
              .doOnNext(up -> underWay.decrementAndGet())
              .doOnError(down -> underWay.decrementAndGet())
              .doOnCancel(underWay::decrementAndGet);
        });
  }

  @Override
  public Mono<Connection> create() {
    return ask(() -> answer.get()).map(up -> connection());
  }

  private Mono<Boolean> askOpen() {
    Supplier<Mono<Boolean>> own = answerOfOpen;
    return ask(own == null ? answer : own);
  }

  private Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            Silenceable.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "validate" ->
                      arguments[0] == ValidationDepth.REMOTE ? askOpen() : Mono.just(true);
                  case "createStatement" -> MockStatement.empty();
                  case "isAutoCommit" -> true;
                  case "toString" -> "silenceable";
                  default -> method.invoke(MockConnection.empty(), arguments);
                });
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return () -> "H2";
  }
}
