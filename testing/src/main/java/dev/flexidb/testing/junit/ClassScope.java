package dev.flexidb.testing.junit;

import dev.flexidb.DatabaseConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The databases of one class of tests, made when the first test needs them. Thread-safe. */
final class ClassScope implements AutoCloseable {

  private final Class<?> owner;
  private final FlexiDbTest wanted;
  private final Set<TestScope> tests = ConcurrentHashMap.newKeySet();
  private @Nullable Map<String, Site> sites;
  private @Nullable RuntimeException failed;

  ClassScope(Class<?> owner, FlexiDbTest wanted) {
    this.owner = owner;
    this.wanted = wanted;
  }

  boolean isOf(Class<?> type) {
    return owner == type;
  }

  /** The databases by name, in the order of the annotation; they are tried once. */
  synchronized Map<String, Site> sites() {
    Map<String, Site> made = sites;
    if (made == null) {
      if (failed != null) {
        throw failed;
      }
      made = made();
      sites = made;
    }
    return made;
  }

  private Map<String, Site> made() {
    Map<String, Site> made = new LinkedHashMap<>();
    try {
      if (wanted.value().length == 0) {
        throw new IllegalArgumentException(
            "%s names no database; give one, or leave out {}".formatted(owner.getName()));
      }
      for (WithDatabase each : wanted.value()) {
        if (made.containsKey(each.value())) {
          throw new IllegalArgumentException(
              "%s names the database \"%s\" twice".formatted(owner.getName(), each.value()));
        }
        made.put(each.value(), new Site(each));
      }
      Waiting.forEnd(Flux.fromIterable(made.values()).flatMap(Site::prepare).then());
      return made;
    } catch (RuntimeException | Error unfit) {
      close(made.values(), unfit);
      failed = unfit instanceof RuntimeException told ? told : null;
      throw unfit;
    }
  }

  /** The configs of a test's databases. */
  Map<String, DatabaseConfig> configs() {
    Map<String, DatabaseConfig> configs = new LinkedHashMap<>();
    sites().forEach((name, site) -> configs.put(name, site.config()));
    return configs;
  }

  TestScope test() {
    TestScope test = new TestScope(this);
    tests.add(test);
    return test;
  }

  void ended(TestScope test) {
    tests.remove(test);
  }

  /** Ends what tests have left, and drops the databases; again it does nothing. */
  @Override
  public synchronized void close() {
    AssertionError told = new AssertionError("what the tests used could not be cleared away");
    for (TestScope test : List.copyOf(tests)) {
      attempt(test::close, told);
    }
    if (sites != null) {
      close(sites.values(), told);
      sites = null;
    }
    if (told.getSuppressed().length > 0) {
      throw told;
    }
  }

  private static void close(Iterable<Site> sites, Throwable told) {
    List<Site> all = new ArrayList<>();
    sites.forEach(all::add);
    all.forEach(site -> attempt(site::close, told));
  }

  private static void attempt(Runnable work, Throwable told) {
    try {
      work.run();
    } catch (RuntimeException failed) {
      told.addSuppressed(failed);
    }
  }
}
