package dev.flexidb.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Description("Two statements ask for the same turn: one runs at once and the other behind it.")
@Outcome(id = "one, then the other", expect = ACCEPTABLE, desc = "As it must be.")
@State
public class StatementOrderStress {

  private final StatementQueue queue = new StatementQueue(end -> end);
  private volatile StatementQueue.@Nullable Turn first;
  private volatile StatementQueue.@Nullable Turn second;

  @Actor
  public void one() {
    first = queue.next();
  }

  @Actor
  public void other() {
    second = queue.next();
  }

  @Arbiter
  public void look(L_Result result) {
    StatementQueue.Turn one = Objects.requireNonNull(first);
    StatementQueue.Turn other = Objects.requireNonNull(second);
    boolean oneRuns = Turns.isGranted(one);
    boolean otherRuns = Turns.isGranted(other);
    (oneRuns ? one : other).end();
    boolean bothRan = Turns.isGranted(one) && Turns.isGranted(other);
    result.r1 = oneRuns == otherRuns || !bothRan ? "wrong" : "one, then the other";
  }
}
