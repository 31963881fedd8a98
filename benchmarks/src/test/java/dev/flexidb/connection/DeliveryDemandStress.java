package dev.flexidb.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import reactor.core.publisher.Operators;

@JCStressTest
@Description("Items and their end arrive while they are asked for: each is told once, in order.")
@Outcome(id = "1 2 done", expect = ACCEPTABLE, desc = "All of it.")
@State
public class DeliveryDemandStress {

  private final Heard heard = new Heard();
  private final Delivery<Integer> delivery = new Delivery<>(heard);

  public DeliveryDemandStress() {
    delivery.begin(Operators.emptySubscription());
  }

  @Actor
  public void driver() {
    delivery.offer(1);
    delivery.offer(2);
    delivery.end(null);
  }

  @Actor
  public void reader() {
    delivery.request(1);
    delivery.request(1);
  }

  @Arbiter
  public void look(L_Result result) {
    result.r1 = heard.all();
  }
}
