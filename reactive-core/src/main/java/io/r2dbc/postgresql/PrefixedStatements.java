package io.r2dbc.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.message.backend.BackendMessage;
import io.r2dbc.postgresql.message.backend.CommandComplete;
import io.r2dbc.postgresql.message.backend.ErrorResponse;
import io.r2dbc.postgresql.message.backend.NoticeResponse;
import io.r2dbc.postgresql.message.backend.ParameterStatus;
import io.r2dbc.postgresql.message.backend.ReadyForQuery;
import io.r2dbc.postgresql.message.frontend.Bind;
import io.r2dbc.postgresql.message.frontend.Close;
import io.r2dbc.postgresql.message.frontend.CompositeFrontendMessage;
import io.r2dbc.postgresql.message.frontend.Execute;
import io.r2dbc.postgresql.message.frontend.ExecutionType;
import io.r2dbc.postgresql.message.frontend.FrontendMessage;
import io.r2dbc.postgresql.message.frontend.Parse;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

/**
 * Statements of the driver that take a prepared statement of ours with them: its Bind and Execute
 * go out in front of theirs, behind them all is one Sync. So the server runs both in one
 * transaction, skips the second when the first fails, and answers in one round trip. The answers to
 * the first are dropped.
 *
 * <p>It stands in the driver's package because the driver has no public way to do this; what does
 * not fit shows when {@link #on} is called or at the first statement. One for each connection.
 */
@NullMarked
public final class PrefixedStatements {

  private static final int TEXT = 25;
  private static final String IN_FAILED_TRANSACTION = "25P02";

  private final ConnectionResources driver;
  private final KeptPlans plans;
  private final Map<String, Prefix> prefixes = new ConcurrentHashMap<>();

  private PrefixedStatements(ConnectionResources driver, int plans) {
    this.driver = driver;
    this.plans = new KeptPlans(plans);
  }

  /**
   * On this connection of the driver.
   *
   * @param plans how many of the user's statements stay prepared at the server, at most
   * @throws ClassCastException if the connection is not the driver's own
   * @throws IllegalStateException if the driver wants more of a client than we know
   */
  public static PrefixedStatements on(Connection connection, int plans) {
    for (Method method : Flight.class.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        throw new IllegalStateException("the driver's Client has a new method: " + method);
      }
    }
    return new PrefixedStatements(((PostgresqlConnection) connection).getResources(), plans);
  }

  /**
   * Whether the connection is the driver's own and in a mode of which we know that it miscounts.
   */
  public static boolean isInCompatibilityMode(Connection connection) {
    return connection instanceof PostgresqlConnection own
        && own.getResources().getConfiguration().isCompatibilityMode();
  }

  /** Forgets what the server has prepared, because the user's text may have dropped it. */
  public void forget() {
    prefixes.values().forEach(prefix -> prefix.prepared = false);
    plans.clear();
  }

  /**
   * A prepared statement that others take with them.
   *
   * @param name of its own; empty for one that is parsed anew each time
   * @param sql its text; all parameters are texts
   */
  public Prefix prefix(String name, Supplier<String> sql, int parameters) {
    Prefix known = prefixes.get(name);
    return known != null
        ? known
        : prefixes.computeIfAbsent(name, added -> new Prefix(added, sql.get(), parameters));
  }

  /** A prepared statement of ours. */
  public static final class Prefix {

    private final byte[] preparation;
    private final boolean named;

    /** Whether the server has it, as far as it told us. */
    private volatile boolean prepared;

    private Prefix(String name, String sql, int parameters) {
      int[] types = new int[parameters];
      Arrays.fill(types, TEXT);
      ByteBuf close = Unpooled.buffer();
      this.named = !name.isEmpty();
      drop(close, name);
      this.preparation = bytes(close, parse(name, types, sql));
    }
  }

  /**
   * A way to the server for one statement.
   *
   * @param opening asked for each message group when it is sent: text that is to run before the
   *     prepared statement, such as BEGIN; null for none
   * @param scope where the statement's text means the same: it stays prepared for this one. Only
   *     where nothing was done yet that a second try would lose: the server refuses what it has
   *     prepared when a table has changed, and then the driver prepares again, unseen. Null for a
   *     statement that is parsed anew
   * @param execution of the prepared statement, as {@link #execution} made it
   */
  public Flight flight(
      Prefix prefix, Supplier<@Nullable String> opening, @Nullable String scope, byte[] execution) {
    return new Flight(
        prefix,
        opening,
        scope == null ? DisabledStatementCache.INSTANCE : plans.in(scope),
        execution);
  }

  /** As {@link #flight}, for a statement alone that stays prepared as the driver has it. */
  public Flight flight(Prefix prefix, byte[] execution) {
    return new Flight(prefix, () -> null, driver.getStatementCache(), execution);
  }

  /** The messages that run a prepared statement of this name with these parameters. */
  public static byte[] execution(String name, String... values) {
    ByteBuf out = Unpooled.buffer();
    execute(out, name, values);
    return bytes(out);
  }

  private static void drop(ByteBuf out, String statement) {
    new Close(statement, ExecutionType.STATEMENT).encode(out);
  }

  private static ByteBuf parse(String name, int[] types, String sql) {
    // In a buffer of its own: Parse writes its length to the buffer's second byte.
    ByteBuf own = Unpooled.buffer();
    new Parse(name, types, sql).encode(own);
    return own;
  }

  private static byte[] bytes(ByteBuf... parts) {
    ByteBuf all = Unpooled.wrappedBuffer(parts);
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  private static void execute(ByteBuf out, String statement, String... values) {
    List<ByteBuf> encoded = Arrays.stream(values).map(PrefixedStatements::encoded).toList();
    new Bind(Bind.UNNAMED_PORTAL, List.of(), encoded, List.of(), statement).encode(out);
    new Execute(Execute.UNNAMED_PORTAL, Execute.NO_LIMIT).encode(out);
  }

  /** Never the one empty buffer that there is, which the driver takes for NULL. */
  private static ByteBuf encoded(String value) {
    return Unpooled.buffer().writeBytes(value.getBytes(UTF_8));
  }

  private static void run(ByteBuf out, String sql) {
    ByteBuf parse = parse(Parse.UNNAMED_STATEMENT, new int[0], sql);
    out.writeBytes(parse);
    execute(out, Parse.UNNAMED_STATEMENT);
  }

  /** What one statement of the user's takes with it, and how that went. */
  public final class Flight extends ClientDecorator {

    private final Prefix ours;
    private final Supplier<@Nullable String> opening;
    private final StatementCache cache;
    private final byte[] execution;
    private volatile boolean prefixFailed;
    private volatile Mono<Void> landed = Mono.empty();

    private Flight(
        Prefix ours, Supplier<@Nullable String> opening, StatementCache cache, byte[] execution) {
      super(driver.getClient());
      this.ours = ours;
      this.opening = opening;
      this.cache = cache;
      this.execution = execution;
    }

    /** The user's statement, which has to be bound or to have a fetch size. */
    public Statement createStatement(String sql) {
      return new PostgresqlStatement(
          new ConnectionResources(
              this,
              driver.getCodecs(),
              driver.getConnection(),
              driver.getConfiguration(),
              driver.getPortalNameSupplier(),
              cache),
          sql);
    }

    /** Whether the last error was that of the prefix, so that the user's statement did not run. */
    public boolean prefixFailed() {
      return prefixFailed;
    }

    /** Completes when the server is ready again: an error is told before that. */
    public Mono<Void> landed() {
      return Mono.defer(() -> landed);
    }

    @Override
    public Flux<BackendMessage> exchange(
        Predicate<BackendMessage> takeUntil, Publisher<FrontendMessage> requests) {
      return Flux.defer(
          () -> {
            Sinks.Empty<Void> end = Sinks.empty();
            landed = end.asMono();
            Conversation conversation = new Conversation();
            return client
                .exchange(takeUntil, Flux.from(requests).map(conversation::withPrefix))
                .<BackendMessage>handle(conversation::withoutAnswers)
                .doFinally(signal -> end.tryEmitEmpty());
          });
    }

    /** One exchange of messages; the driver's second try of a statement belongs to its first. */
    private final class Conversation {

      private volatile @Nullable String opened;
      private volatile boolean sent;

      /** How many of our own commands the server has not answered yet. */
      private volatile int unanswered;

      /** What the first try met: a second one in a transaction that has failed has no better. */
      private volatile @Nullable ErrorResponse firstError;

      FrontendMessage withPrefix(FrontendMessage message) {
        if (message instanceof CompositeFrontendMessage group) {
          ByteBuf prefix = Unpooled.buffer(256);
          sent = true;
          prefixFailed = false;
          unanswered = 1 + open(prefix);
          plans.takeDropped().forEach(dropped -> drop(prefix, dropped));
          if (!ours.prepared) {
            prefix.writeBytes(ours.preparation);
          }
          prefix.writeBytes(execution);
          return new PrefixedGroup(prefix, group);
        }
        if (!sent) {
          throw new IllegalStateException("a statement cannot go without its prefix: " + message);
        }
        return message;
      }

      /** How many commands it takes. */
      private int open(ByteBuf prefix) {
        String again = opened;
        String text = again == null ? opening.get() : again;
        if (text == null) {
          return 0;
        }
        opened = text;
        if (again != null) {
          // The first try has left a transaction that failed, with nothing in it.
          run(prefix, "ROLLBACK");
        }
        run(prefix, text);
        return again == null ? 1 : 2;
      }

      void withoutAnswers(BackendMessage message, SynchronousSink<BackendMessage> sink) {
        int left = unanswered;
        if (message instanceof ParameterStatus) {
          // The client has seen it, and a statement might take it for one result more.
          return;
        }
        if (message instanceof ErrorResponse error) {
          if (left > 0) {
            ours.prepared = false;
            prefixFailed = true;
            unanswered = 0;
          }
          sink.next(cause(error));
        } else if (left == 0 || isAboutSession(message)) {
          sink.next(message);
        } else {
          if (message instanceof CommandComplete) {
            unanswered = left - 1;
            ours.prepared |= left == 1 && ours.named;
          }
          ReferenceCountUtil.release(message);
        }
      }

      private ErrorResponse cause(ErrorResponse error) {
        ErrorResponse first = firstError;
        if (first == null) {
          firstError = error;
          return error;
        }
        String code = new ErrorDetails(error.getFields()).getCode();
        return IN_FAILED_TRANSACTION.equals(code) ? first : error;
      }

      private static boolean isAboutSession(BackendMessage message) {
        return message instanceof ReadyForQuery || message instanceof NoticeResponse;
      }
    }
  }
}
