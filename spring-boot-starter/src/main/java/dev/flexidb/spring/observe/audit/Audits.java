package dev.flexidb.spring.observe.audit;

import dev.flexidb.spring.observe.Failure;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * Finds out who did something, and tells the listeners. Thread-safe; whoever tells it does not
 * wait.
 */
public final class Audits implements DisposableBean {

  private static final Log LOG = LogFactory.getLog(Audits.class);

  private final AuditPrincipal principal;
  private final List<AuditListener> listeners;

  /** One action after the other, in the order in which it was known who did them. */
  private final Scheduler thread = Schedulers.single(Schedulers.boundedElastic());

  Audits(AuditPrincipal principal, List<AuditListener> listeners) {
    this.principal = principal;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Tells of an action.
   *
   * @param subscriber the Context of who asked for it
   * @param action by who did it, if that is known
   */
  public void tell(ContextView subscriber, Function<Optional<String>, AuditedAction> action) {
    Mono.defer(principal::current)
        .contextWrite(subscriber)
        .map(Optional::of)
        .onErrorResume(unknown -> Mono.just(Optional.empty()))
        .defaultIfEmpty(Optional.empty())
        .publishOn(thread)
        .subscribe(who -> tell(action.apply(who)), this::notTold);
  }

  private void tell(AuditedAction action) {
    for (AuditListener listener : listeners) {
      try {
        listener.onAction(action);
      } catch (RuntimeException thrown) {
        notTold(thrown);
      }
    }
  }

  private void notTold(Throwable error) {
    LOG.error("An action was not audited: " + Failure.told(error));
  }

  @Override
  public void destroy() {
    thread.dispose();
  }
}
