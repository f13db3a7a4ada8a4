/** Real servers for the tests of the dialects. */
package io.lifeboat.backup.mysql.testing;
