package dev.flexidb.spring.dashboard;

import dev.flexidb.spring.fleet.FleetRuns;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;
import reactor.core.scheduler.Schedulers;

/**
 * Looks at the databases every two seconds, and tells all browsers that look, of one text for all.
 * While none does, it only remembers. It ends them when the application does, before the web server
 * waits for its requests. Thread-safe.
 */
final class Feed implements SmartLifecycle {

  /** Browsers at once. */
  static final int MOST = 64;

  private static final Log LOG = LogFactory.getLog(Feed.class);
  private static final Duration RECONNECT = Duration.ofSeconds(2);
  private static final JsonWriter<Map<String, @Nullable Object>> JSON = JsonWriter.standard();

  private final Recorder recorder;
  private final FleetRuns runs;
  private final List<String> tenants;
  private final String application;
  private final Pace pace;
  private volatile Sinks.Many<ServerSentEvent<String>> browsers = closed();
  private volatile @Nullable Disposable ticker;
  private long sampledAt = Long.MIN_VALUE / 2;
  private long toldRuns;
  private boolean saidBroken;

  /**
   * @param tenants the databases whose tenants can be asked for
   * @param application its name
   */
  Feed(Recorder recorder, FleetRuns runs, List<String> tenants, String application, Pace pace) {
    this.recorder = recorder;
    this.runs = runs;
    this.tenants = tenants;
    this.application = application;
    this.pace = pace;
  }

  private static Sinks.Many<ServerSentEvent<String>> closed() {
    Sinks.Many<ServerSentEvent<String>> sink = Sinks.many().multicast().directBestEffort();
    sink.tryEmitComplete();
    return sink;
  }

  /** Whether another browser may look. */
  boolean admits() {
    return browsers.currentSubscriberCount() < MOST;
  }

  /**
   * Everything that is remembered, and from then on what is new. A browser that is slow misses
   * some, which it sees by their numbers.
   */
  Flux<ServerSentEvent<String>> events() {
    return Flux.defer(() -> browsers.asFlux().startWith(Flux.defer(() -> Flux.just(snapshot()))));
  }

  private ServerSentEvent<String> snapshot() {
    Map<String, @Nullable Object> snapshot = new LinkedHashMap<>();
    // The number first: what is newer than it says comes once more, and changes nothing.
    snapshot.put("number", recorder.number());
    snapshot.put("application", application);
    snapshot.put("now", now());
    snapshot.put("interval", pace.interval().toMillis());
    snapshot.put("kept", ServerHistory.POINTS);
    snapshot.put("databases", recorder.databases(true));
    snapshot.put("groups", recorder.groups());
    snapshot.put("runs", runs.runs().stream().map(FleetJson::of).toList());
    snapshot.put("tenants", tenants);
    return event("snapshot", snapshot);
  }

  private static ServerSentEvent<String> event(String name, Map<String, @Nullable Object> data) {
    return ServerSentEvent.builder(JSON.writeToString(data)).event(name).retry(RECONNECT).build();
  }

  private static long now() {
    return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
  }

  /** Whatever goes wrong, it goes on. */
  void beat() {
    long now = now();
    if (now - sampledAt < pace.interval().toMillis() / 2) {
      // One that was late is caught up with at once, and would tell of a moment alone.
      return;
    }
    sampledAt = now;
    try {
      recorder.sample(now);
      if (browsers.currentSubscriberCount() > 0) {
        browsers.tryEmitNext(tick());
      }
    } catch (RuntimeException failed) {
      if (!saidBroken) {
        saidBroken = true;
        LOG.warn("The dashboard shows nothing new; told once", failed);
      }
    }
  }

  private ServerSentEvent<String> tick() {
    Map<String, @Nullable Object> tick = new LinkedHashMap<>();
    tick.put("number", recorder.number());
    tick.put("now", now());
    tick.put("databases", recorder.databases(false));
    tick.put("groups", recorder.groups());
    long revision = runs.revision();
    if (revision != toldRuns) {
      toldRuns = revision;
      tick.put("runs", runs.runs().stream().map(FleetJson::of).toList());
    }
    return event("tick", tick);
  }

  @Override
  public synchronized void start() {
    browsers = Sinks.many().multicast().directBestEffort();
    ticker =
        Flux.interval(Duration.ZERO, pace.interval(), Schedulers.parallel())
            .onBackpressureDrop()
            .subscribe(tick -> beat());
  }

  @Override
  public synchronized void stop() {
    Disposable ticking = ticker;
    if (ticking != null) {
      ticking.dispose();
      ticker = null;
    }
    // The last tick may be on its way.
    browsers.emitComplete(EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
  }

  @Override
  public boolean isRunning() {
    return ticker != null;
  }
}
