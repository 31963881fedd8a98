package dev.flexidb.connection;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.Guard;
import dev.flexidb.batch.Verdict;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Plan;
import dev.flexidb.pooling.ArrivingLease;
import dev.flexidb.pooling.ConnectionSource;
import dev.flexidb.routing.Node;
import dev.flexidb.routing.Router;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Result;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** A statement in a transaction that was sent, and is answered when the test says so. */
final class Answering {

  private static final Guard GUARD =
      new Guard("app", new CircuitBreakerConfig(5, Duration.ofHours(1)), error -> Verdict.IGNORED);
  private static final ConnectionContext CONTEXT = context();
  private static final Result RESULT =
      (Result)
          Proxy.newProxyInstance(
              Result.class.getClassLoader(),
              new Class<?>[] {Result.class},
              (proxy, method, arguments) ->
                  method.getName().equals("toString") ? "a Result" : Mono.just(1L));

  private final Driver driver = new Driver();
  private final Heard heard = new Heard();
  private final StatementQueue queue = new StatementQueue(end -> end);
  private final StatementQueue.Turn turn = queue.next();
  private final Exchange exchange;
  private final Disposable user;

  Answering() {
    ArrivingLease arriving = new ArrivingLease();
    Borrow borrow = new Borrow(Duration.ofHours(1));
    borrow.take(arriving.lease()).subscribe();
    arriving.arrive();
    Plan plan =
        new Plan(
            Mono.empty(),
            Plan.Order.PIPELINED,
            () -> driver,
            false,
            Plan.Sending.AT_ONCE,
            () -> false,
            null);
    exchange =
        new Exchange(
            plan,
            turn,
            new Outcome(GUARD.begin(), error -> false, null),
            new StatementErrors(
                CONTEXT, borrow, null, null, Limits.NONE, null, () -> false, () -> false),
            false,
            borrow.connection().thread(),
            null,
            null);
    user =
        exchange
            .flatMap(Result::getRowsUpdated)
            .subscribe(heard::onNext, heard::onError, heard::onComplete);
  }

  void answer() {
    driver.answer();
  }

  void cutShort() {
    exchange.cutShort();
  }

  void giveUp() {
    user.dispose();
  }

  /** The next statement takes the place of a Result that nobody has begun to read. */
  String seen() {
    return heard.all() + (Turns.isGranted(queue.next()) ? "; over" : "; stuck");
  }

  /** A driver that has sent a statement. */
  private static final class Driver implements Publisher<Result> {

    private CoreSubscriber<? super Result> subscriber = Operators.emptySubscriber();

    @Override
    public void subscribe(org.reactivestreams.Subscriber<? super Result> actual) {
      subscriber = Operators.toCoreSubscriber(actual);
      subscriber.onSubscribe(Operators.emptySubscription());
    }

    void answer() {
      subscriber.onNext(RESULT);
      subscriber.onComplete();
    }
  }

  private static ConnectionContext context() {
    ConnectionFactory none =
        new ConnectionFactory() {
          @Override
          public Publisher<? extends Connection> create() {
            return Flux.never();
          }

          @Override
          public ConnectionFactoryMetadata getMetadata() {
            return () -> "H2";
          }
        };
    ConnectionSource source =
        new ConnectionSource(
            "app",
            ConnectionPoolConfiguration.builder(none),
            none,
            Duration.ofHours(1),
            1,
            0,
            () -> null);
    DatabaseFamily family = DatabaseFamily.of("H2");
    return new ConnectionContext(
        "app",
        family,
        Router.to("app", family, new Node(source, GUARD, () -> true, family, null)),
        subscriber -> null,
        1,
        Duration.ofHours(1),
        Limits.NONE,
        new StatementRetry(1, Duration.ofHours(1), 0),
        false,
        false);
  }
}
