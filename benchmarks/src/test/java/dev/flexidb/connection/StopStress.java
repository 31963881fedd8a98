package dev.flexidb.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Description("A statement ends while it is stopped: the next one runs when both are over.")
@Outcome(id = "granted", expect = ACCEPTABLE, desc = "It runs.")
@State
public class StopStress {

  private final StatementQueue queue = new StatementQueue(end -> end);
  private final StatementQueue.Turn first = queue.next();
  private final StatementQueue.Turn second = queue.next();

  public StopStress() {
    first.holdBy(Turns.UNWANTED);
  }

  @Actor
  public void server() {
    first.end();
  }

  @Actor
  public void stop() {
    first.stopNow().subscribe();
  }

  @Arbiter
  public void look(L_Result result) {
    result.r1 = Turns.isGranted(second) ? "granted" : "stuck";
  }
}
