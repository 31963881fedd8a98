package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.MARIADB)
class OnMariaDbTest
    implements HealthContract, LifecycleContract, LoginContract, StatsContract, VerdictContract {}
