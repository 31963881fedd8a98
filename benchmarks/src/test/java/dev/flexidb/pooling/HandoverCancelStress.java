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
@Description("A caller gives up while its connection arrives: it has exactly one owner.")
@Outcome(id = "1 delivered, 0 given back, 0 late", expect = ACCEPTABLE, desc = "The caller owns.")
@Outcome(id = "0 delivered, 1 given back, 0 late", expect = ACCEPTABLE, desc = "The pool owns.")
@State
public class HandoverCancelStress {

  private final Hand hand = new Hand();

  @Actor
  public void pool() {
    hand.arrive();
  }

  @Actor
  public void caller() {
    hand.giveUp();
  }

  @Arbiter
  public void look(L_Result result) {
    result.r1 = hand.outcome();
  }
}
