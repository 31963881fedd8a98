package dev.flexidb.connection;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.Collection;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The real drivers, whose publishers note each cancel that comes to them from a subscriber who
 * asked for it in the Context. A cancel takes the way that the Context takes. The drivers' bytecode
 * is changed, since a wrapper around them would not be told what one flight does.
 */
public final class WatchedDrivers {

  /** In the Context: a concurrent {@code Collection<String>} to which the cancels are added. */
  static final Object CANCELS = WatchedDrivers.class;

  private static final String[] ASKING = {
    "execute",
    "map",
    "flatMap",
    "getRowsUpdated",
    "beginTransaction",
    "commitTransaction",
    "rollbackTransaction",
    "createSavepoint",
    "releaseSavepoint",
    "rollbackTransactionToSavepoint",
    "setAutoCommit",
    "validate"
  };

  private WatchedDrivers() {}

  private static final class Installed {

    static {
      ByteBuddyAgent.install();
      new AgentBuilder.Default()
          .disableClassFormatChanges()
          .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
          .type(
              nameStartsWith("io.r2dbc.postgresql.")
                  .or(nameStartsWith("io.asyncer."))
                  .or(nameStartsWith("org.mariadb.r2dbc."))
                  .and(not(isInterface()))
                  .and(
                      hasSuperType(
                          namedOneOf(
                              Statement.class.getName(),
                              Batch.class.getName(),
                              Result.class.getName(),
                              Connection.class.getName()))))
          .transform(
              (builder, type, loader, module, domain) ->
                  builder.visit(
                      Advice.to(Returned.class)
                          .on(
                              namedOneOf(ASKING)
                                  .and(
                                      returns(
                                          hasSuperType(
                                              namedOneOf("org.reactivestreams.Publisher"))))
                                  .and(not(isAbstract()))
                                  .and(not(isBridge())))))
          .installOnByteBuddyAgent();
    }

    static void now() {}
  }

  /** From now on, in this JVM; nothing changes for who does not ask for it. */
  static void install() {
    Installed.now();
  }

  /** Copied to the end of the drivers' methods. */
  static final class Returned {

    private Returned() {}

    @Advice.OnMethodExit
    static void watch(
        @Advice.Origin("#t.#m") String method,
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object publisher) {
      publisher = watched(publisher, method);
    }
  }

  /** Called from within the drivers. */
  public static Object watched(Object publisher, String method) {
    if (publisher instanceof Mono<?> mono) {
      return watched(mono, method);
    }
    return publisher instanceof Flux<?> flux ? watched(flux, method) : publisher;
  }

  private static <T> Mono<T> watched(Mono<T> mono, String method) {
    return Mono.deferContextual(
        asked -> {
          Collection<String> cancels = cancelsOf(asked);
          return cancels == null ? mono : mono.doOnCancel(() -> cancels.add(method));
        });
  }

  private static <T> Flux<T> watched(Flux<T> flux, String method) {
    return Flux.deferContextual(
        asked -> {
          Collection<String> cancels = cancelsOf(asked);
          return cancels == null ? flux : flux.doOnCancel(() -> cancels.add(method));
        });
  }

  private static @Nullable Collection<String> cancelsOf(ContextView context) {
    return context.getOrDefault(CANCELS, null);
  }
}
