package dev.flexidb.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Description("A statement asks for its turn while the one before it ends: the turn is granted.")
@Outcome(id = "granted", expect = ACCEPTABLE, desc = "It runs.")
@State
public class StatementTurnStress {

  private final StatementQueue queue = new StatementQueue(end -> end);
  private final StatementQueue.Turn first = queue.next();
  private volatile StatementQueue.@Nullable Turn second;

  @Actor
  public void one() {
    first.end();
  }

  @Actor
  public void other() {
    second = queue.next();
  }

  @Arbiter
  public void look(L_Result result) {
    StatementQueue.Turn turn = second;
    result.r1 = turn != null && Turns.isGranted(turn) ? "granted" : "stuck";
  }
}
