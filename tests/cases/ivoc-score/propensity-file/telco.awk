# The telco sample as customers: contract, internet and payment as letters, whether they left.
BEGIN { FS = "," }
NR > 1 { printf "{\"cid\":\"t%04d\",\"kind\":\"customer\",\"tenure\":%s,\"charges\":%s,\"contract\":\"%s\",\"internet\":\"%s\",\"payment\":\"%s\",\"senior\":%s,\"churned\":%s}\n", NR - 1, $1, $2, $3, $4, $5, $6 + 0 ? "true" : "false", $7 + 0 ? "true" : "false" }
