package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.POSTGRESQL)
class OnPostgreSqlTest
    implements LifecycleContract, LoginContract, StatsContract, VerdictContract {}
