-- What MariaDB has from 11.8 on.
SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+00:00';

-- kind: vectors
CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(3) NOT NULL, VECTOR INDEX vi (v) M = 6 DISTANCE = cosine);
INSERT INTO vectors VALUES (1, VEC_FromText('[1.5, -2.25, 3]')), (2, x'5C0A0D275C4E00095A0A5C5C');

-- kind: collations of UCA 14
CREATE TABLE in_uca1400 (id INT PRIMARY KEY, a VARCHAR(20) COLLATE utf8mb4_uca1400_ai_ci, b VARCHAR(20) CHARACTER SET utf8mb3 COLLATE utf8mb3_uca1400_as_cs, c VARCHAR(20) COLLATE utf8mb4_uca1400_swedish_ai_ci);
INSERT INTO in_uca1400 VALUES (1, '😀', 'ü', 'å');

-- kind: timestamps after 2038
CREATE TABLE late_stamps (id INT PRIMARY KEY, t TIMESTAMP(6) NULL);
INSERT INTO late_stamps VALUES (1, '2106-02-07 06:28:15.999999'), (2, '2038-01-19 03:14:08');

DELIMITER ;;
-- kind: parameters with defaults
CREATE PROCEDURE with_default(a INT DEFAULT 5, b VARCHAR(10) DEFAULT 'x\\') SELECT a, b;;
DELIMITER ;
