package dev.flexidb.benchmarks.micro;

import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.util.context.Context;

/** Finding the tenant in a Context costs about what any lookup in a Context costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TenantLookup {

  private static final String KEY = "a key of the application";

  /** Entries of the Context; the tenant's are two of them from 5 on, and all of them before. */
  @Param({"1", "5", "10"})
  public int entries;

  private Context tenant = Context.empty();
  private Context plain = Context.empty();

  /** Writes the tenant last, as nearest to the source. */
  @Setup
  public void write() {
    Context others = Context.empty();
    for (int i = 0; i < entries - 2; i++) {
      others = others.put("key " + i, i);
    }
    tenant = others.putAll(TenantContext.withSchema("company_123").readOnly());
    plain = (entries == 1 ? others : others.put("one more", 0)).put(KEY, "company_123");
  }

  @Benchmark
  public Optional<String> baselineAnyKey() {
    return plain.getOrEmpty(KEY);
  }

  @Benchmark
  public Optional<SchemaName> schemaOf() {
    return TenantContext.schemaOf(tenant);
  }

  /** What a request pays once: the name is checked. */
  @Benchmark
  public Context withSchema() {
    return TenantContext.withSchema("company_123");
  }
}
