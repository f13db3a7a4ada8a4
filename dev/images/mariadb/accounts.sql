-- Accounts made for the machine that built the image.
DELETE FROM mysql.global_priv WHERE user = 'root' AND host <> 'localhost';
DELETE FROM mysql.proxies_priv WHERE user = 'root' AND host <> 'localhost';
