/**
 * What the tests of other modules need too: archives opened without Lifeboat. In the test-jar of
 * backup-core.
 */
package io.lifeboat.backup.testing;
