package dev.flexidb.pooling;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

@JCStressTest
@Description("Who waits gives up when its turn comes: the turn is its own or the next one's.")
@Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "It was served first.")
@Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "It gave up first.")
@State
public class FairSharesCancelStress {

  private final FairShares shares = AdmittedCaller.shares(1);
  private final AdmittedCaller holder = AdmittedCaller.asking(shares);
  private final AdmittedCaller waiting = AdmittedCaller.asking(shares);
  private final AdmittedCaller next = AdmittedCaller.asking(shares);

  @Actor
  public void holder() {
    holder.giveBack();
  }

  @Actor
  public void waiting() {
    waiting.giveUp();
  }

  @Arbiter
  public void look(ZZI_Result result) {
    result.r1 = waiting.isServed();
    waiting.giveBack();
    result.r2 = next.isServed();
    next.giveBack();
    result.r3 = shares.held() + shares.waiting();
  }
}
