package dev.flexidb.connection;

import dev.flexidb.TenantSwitch;

/** A contract on the way that needs nothing of the driver's inside. */
interface Pipelined extends Contract {

  @Override
  default TenantSwitch way() {
    return TenantSwitch.PIPELINED;
  }
}
