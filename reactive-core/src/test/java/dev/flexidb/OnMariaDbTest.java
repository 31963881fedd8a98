package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.MARIADB)
class OnMariaDbTest implements LifecycleContract, LoginContract, StatsContract, VerdictContract {}
