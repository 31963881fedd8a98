/**
 * Physical connections: how they are opened ({@link dev.flexidb.pooling.Connector}), kept ({@link
 * dev.flexidb.pooling.ConnectionSource}) and handed to exactly one owner ({@link
 * dev.flexidb.pooling.Lease}).
 *
 * <p>Internal: no promise of stability.
 */
@NullMarked
package dev.flexidb.pooling;

import org.jspecify.annotations.NullMarked;
