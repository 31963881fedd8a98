package dev.flexidb.pooling;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Description("A caller gives up when the time is up, and the connection comes too late for either.")
@Outcome(id = "0 delivered, 1 given back, 0 late", expect = ACCEPTABLE, desc = "It gave up first.")
@Outcome(id = "0 delivered, 1 given back, 1 late", expect = ACCEPTABLE, desc = "It was told.")
@State
public class CancelTimeoutStress {

  private final Hand hand = new Hand();

  @Actor
  public void timer() {
    hand.runOutOfTime();
  }

  @Actor
  public void caller() {
    hand.giveUp();
  }

  @Arbiter
  public void look(L_Result result) {
    hand.arrive();
    result.r1 = hand.outcome();
  }
}
