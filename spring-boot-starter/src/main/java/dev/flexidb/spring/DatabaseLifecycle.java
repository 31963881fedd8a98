package dev.flexidb.spring;

import dev.flexidb.ReactiveFlexiDb;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Opens the databases before a web server takes requests, if it is to fail fast, and closes them
 * when that has ended its last one. A context that is stopped or paused, and may start again, keeps
 * them open. Thread-safe.
 */
public final class DatabaseLifecycle
    implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, ApplicationContextAware {

  /**
   * Below Spring Boot's web server, which starts and stops at the highest phase minus 2,048; lower
   * phases start first and stop last.
   */
  public static final int PHASE = DEFAULT_PHASE - 4_096;

  private final ReactiveFlexiDb db;
  private final boolean failFast;
  private volatile @Nullable ApplicationContext context;
  private volatile boolean running;
  private volatile boolean closing;

  DatabaseLifecycle(ReactiveFlexiDb db, boolean failFast) {
    this.db = db;
    this.failFast = failFast;
  }

  @Override
  public void start() {
    if (failFast) {
      StartUp.await(db.connect());
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public void stop(Runnable stopped) {
    running = false;
    if (closing) {
      db.close().doFinally(end -> stopped.run()).subscribe();
    } else {
      stopped.run();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public void setApplicationContext(ApplicationContext context) {
    this.context = context;
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    if (event.getApplicationContext() == context) {
      closing = true;
    }
  }
}
