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
@Description("One connection comes back while another caller asks: both who wait are served.")
@Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "Nobody was forgotten.")
@State
public class FairSharesReturnStress {

  private final FairShares shares = AdmittedCaller.shares(2);
  private final AdmittedCaller first = AdmittedCaller.asking(shares);
  private final AdmittedCaller second = AdmittedCaller.asking(shares);
  private final AdmittedCaller waiting = AdmittedCaller.asking(shares);
  private AdmittedCaller late = waiting;

  @Actor
  public void first() {
    first.giveBack();
  }

  @Actor
  public void second() {
    second.giveBack();
    late = AdmittedCaller.asking(shares);
  }

  @Arbiter
  public void look(ZZI_Result result) {
    result.r1 = waiting.isServed();
    result.r2 = late.isServed();
    waiting.giveBack();
    late.giveBack();
    result.r3 = shares.held() + shares.waiting();
  }
}
