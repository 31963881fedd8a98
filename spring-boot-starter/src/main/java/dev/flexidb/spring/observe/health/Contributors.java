package dev.flexidb.spring.observe.health;

import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;

/** Those whose names may change while the application runs. Thread-safe. */
record Contributors(
    Supplier<Collection<String>> names, Function<String, ReactiveHealthContributor> of)
    implements CompositeReactiveHealthContributor {

  @Override
  public @Nullable ReactiveHealthContributor getContributor(String name) {
    return names.get().contains(name) ? of.apply(name) : null;
  }

  @Override
  public Stream<Entry> stream() {
    return names.get().stream().map(name -> new Entry(name, of.apply(name)));
  }
}
