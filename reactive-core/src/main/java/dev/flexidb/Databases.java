package dev.flexidb;

import dev.flexidb.error.ClosedException;
import dev.flexidb.error.DuplicateDatabaseException;
import dev.flexidb.error.Quoted;
import dev.flexidb.error.UnknownDatabaseException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** All databases of one service, in the order of their registration. Thread-safe. */
final class Databases {

  /** Never changed, but replaced. */
  private volatile Map<String, Database> byName;

  /** Names that are taken by databases on their way in. */
  private final Map<String, Mono<Database>> arriving = new LinkedHashMap<>();

  /** Those on their way in or out, which close() has to close as well. */
  private final Set<Backend> unlisted = ConcurrentHashMap.newKeySet();

  private final Listeners listeners;
  private boolean closed;

  /**
   * @param listeners told what happens to those that come later
   */
  Databases(Map<String, Database> byName, Listeners listeners) {
    this.listeners = listeners;
    this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  Database get(String name) {
    return get(byName, name);
  }

  private static Database get(Map<String, Database> known, String name) {
    Database database = known.get(name);
    if (database == null) {
      throw new UnknownDatabaseException(name, known.keySet());
    }
    return database;
  }

  /**
   * Does this while none of them goes.
   *
   * @throws UnknownDatabaseException if one is not known
   */
  synchronized void whileRegistered(Collection<String> names, Runnable action) {
    names.forEach(this::get);
    action.run();
  }

  /** Connects, and then lists it; others may not have the name meanwhile. */
  Mono<Database> register(String name, DatabaseConfig config) {
    return Mono.defer(
        () -> {
          Mono<Database> attempt = attempt(name, config);
          return reserve(name, attempt) == null
              ? attempt
              : Mono.error(new DuplicateDatabaseException(name));
        });
  }

  /** The database of the name, which whoever comes first connects and lists. */
  Mono<Database> registerIfAbsent(String name, DatabaseConfig config) {
    return Mono.defer(
        () -> {
          Mono<Database> attempt = attempt(name, config);
          Mono<Database> taken = reserve(name, attempt);
          return taken == null ? attempt : taken;
        });
  }

  /** Null if the name was free; else what has it. */
  private synchronized @Nullable Mono<Database> reserve(String name, Mono<Database> attempt) {
    if (closed) {
      throw ClosedException.ofAll();
    }
    Database listed = byName.get(name);
    return listed == null ? arriving.putIfAbsent(name, attempt) : Mono.just(listed);
  }

  /** Goes on when its subscribers cancel: there may be more of them. */
  private Mono<Database> attempt(String name, DatabaseConfig config) {
    return Mono.fromCallable(() -> open(name, config))
        // Finding a driver reads its jar.
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(this::connected)
        .doOnError(failed -> giveNameBack(name))
        .cache();
  }

  private Database open(String name, DatabaseConfig config) {
    try {
      Backend backend = new Backend(name, config, listeners);
      unlisted.add(backend);
      return new Database(backend);
    } catch (LinkageError incomplete) {
      // Reactor would throw it on its own thread, and nobody would hear of it.
      throw new IllegalStateException(
          "database \"%s\": its driver is incomplete (%s); add what it needs to the class path"
              .formatted(name, Quoted.line(incomplete.toString())),
          incomplete);
    }
  }

  private Mono<Database> connected(Database database) {
    Backend backend = database.backend();
    return backend
        .connect()
        .then(Mono.fromRunnable(() -> list(database)))
        .thenReturn(database)
        .onErrorResume(failed -> closed(backend, Duration.ZERO).then(Mono.<Database>error(failed)));
  }

  private synchronized void list(Database database) {
    if (closed) {
      throw ClosedException.ofAll();
    }
    Map<String, Database> more = new LinkedHashMap<>(byName);
    more.put(database.name(), database);
    byName = Collections.unmodifiableMap(more);
    arriving.remove(database.name());
    unlisted.remove(database.backend());
    listeners.tellChange(listener -> listener.onRegister(database.name()));
  }

  private synchronized void giveNameBack(String name) {
    arriving.remove(name);
  }

  /**
   * Takes it off the list and closes it.
   *
   * @param drain how long work in progress may take
   * @param forgotten run before anybody else can have the name
   */
  Mono<Void> unregister(String name, Duration drain, Runnable forgotten) {
    return Mono.defer(() -> closed(takeOff(name, forgotten), drain).cache());
  }

  private synchronized Backend takeOff(String name, Runnable forgotten) {
    Map<String, Database> less = new LinkedHashMap<>(byName);
    Backend backend = get(less, name).backend();
    less.remove(name);
    unlisted.add(backend);
    byName = Collections.unmodifiableMap(less);
    forgotten.run();
    listeners.tellChange(listener -> listener.onUnregister(name));
    return backend;
  }

  private Mono<Void> closed(Backend backend, Duration grace) {
    return backend.close(grace).doFinally(done -> unlisted.remove(backend));
  }

  /** Errors with the first failure once every database was tried. */
  Mono<Void> connect() {
    return Mono.defer(
        () -> {
          Collection<Database> all = byName.values();
          return Flux.fromIterable(all)
              .flatMapDelayError(database -> database.backend().connect(), all.size() + 1, 1)
              .then()
              .onErrorMap(Exceptions::isMultiple, Databases::firstOf);
        });
  }

  private static Throwable firstOf(Throwable errors) {
    List<Throwable> all = Exceptions.unwrapMultiple(errors);
    Throwable first = all.get(0);
    all.stream().skip(1).forEach(first::addSuppressed);
    return first;
  }

  /** Whether each of these answers, of those that are still there. */
  Mono<Map<String, Boolean>> health(List<String> names) {
    Map<String, Database> known = byName;
    List<String> left = names.stream().filter(known::containsKey).toList();
    return Flux.fromIterable(left)
        .flatMapSequential(name -> get(known, name).backend().isHealthy(), left.size() + 1)
        .collectList()
        .map(
            answers -> {
              Map<String, Boolean> health = new LinkedHashMap<>();
              for (int i = 0; i < left.size(); i++) {
                health.put(left.get(i), answers.get(i));
              }
              return Collections.unmodifiableMap(health);
            });
  }

  Map<String, DatabaseStats> stats() {
    Map<String, DatabaseStats> stats = new LinkedHashMap<>();
    byName.forEach((name, database) -> stats.put(name, database.backend().stats()));
    return Collections.unmodifiableMap(stats);
  }

  /** Closes all, those on their way in and out too; the names stay, for who asks of them. */
  Mono<Void> close(Duration grace) {
    return Mono.defer(
        () -> {
          Set<Backend> all = everything();
          return Flux.fromIterable(all)
              .flatMapDelayError(backend -> backend.close(grace), all.size() + 1, 1)
              .then();
        });
  }

  private synchronized Set<Backend> everything() {
    closed = true;
    Set<Backend> all = new LinkedHashSet<>(unlisted);
    byName.values().forEach(database -> all.add(database.backend()));
    return all;
  }
}
