// What the modules of Node export, by module: what version 20 has, and what later versions added. Modules whose exports
// depend on how Node was started are not here.

const names: Readonly<Record<string, readonly string[]>> = {
  "assert": [
    "Assert AssertionError CallTracker deepEqual deepStrictEqual doesNotMatch doesNotReject doesNotThrow equal fail ifError match name notDeepEqual",
    "notDeepStrictEqual notEqual notStrictEqual ok partialDeepStrictEqual rejects strict strictEqual throws",
  ],
  "assert/strict": [
    "Assert AssertionError CallTracker deepEqual deepStrictEqual doesNotMatch doesNotReject doesNotThrow equal fail ifError match name notDeepEqual",
    "notDeepStrictEqual notEqual notStrictEqual ok partialDeepStrictEqual rejects strict strictEqual throws",
  ],
  "async_hooks": ["AsyncLocalStorage AsyncResource asyncWrapProviders createHook executionAsyncId executionAsyncResource triggerAsyncId"],
  "buffer": ["Blob Buffer File INSPECT_MAX_BYTES SlowBuffer atob btoa constants isAscii isUtf8 kMaxLength kStringMaxLength resolveObjectURL transcode"],
  "child_process": ["ChildProcess exec execFile execFileSync execSync fork spawn spawnSync"],
  "crypto": [
    "Certificate Cipher Cipheriv Decipher Decipheriv DiffieHellman DiffieHellmanGroup ECDH Hash Hmac KeyObject Sign Verify X509Certificate argon2",
    "argon2Sync checkPrime checkPrimeSync constants createCipher createCipheriv createDecipher createDecipheriv createDiffieHellman",
    "createDiffieHellmanGroup createECDH createHash createHmac createPrivateKey createPublicKey createSecretKey createSign createVerify decapsulate",
    "diffieHellman encapsulate fips generateKey generateKeyPair generateKeyPairSync generateKeySync generatePrime generatePrimeSync getCipherInfo",
    "getCiphers getCurves getDiffieHellman getFips getHashes getRandomValues hash hkdf hkdfSync pbkdf2 pbkdf2Sync privateDecrypt privateEncrypt prng",
    "pseudoRandomBytes publicDecrypt publicEncrypt randomBytes randomFill randomFillSync randomInt randomUUID rng scrypt scryptSync secureHeapUsed",
    "setEngine setFips sign subtle timingSafeEqual verify webcrypto",
  ],
  "dgram": ["Socket createSocket"],
  "dns": [
    "ADDRCONFIG ADDRGETNETWORKPARAMS ALL BADFAMILY BADFLAGS BADHINTS BADNAME BADQUERY BADRESP BADSTR CANCELLED CONNREFUSED DESTRUCTION EOF FILE FORMERR",
    "LOADIPHLPAPI NODATA NOMEM NONAME NOTFOUND NOTIMP NOTINITIALIZED REFUSED Resolver SERVFAIL TIMEOUT V4MAPPED getDefaultResultOrder getServers lookup",
    "lookupService promises resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv",
    "resolveTxt reverse setDefaultResultOrder setServers",
  ],
  "dns/promises": [
    "ADDRGETNETWORKPARAMS BADFAMILY BADFLAGS BADHINTS BADNAME BADQUERY BADRESP BADSTR CANCELLED CONNREFUSED DESTRUCTION EOF FILE FORMERR LOADIPHLPAPI",
    "NODATA NOMEM NONAME NOTFOUND NOTIMP NOTINITIALIZED REFUSED Resolver SERVFAIL TIMEOUT getDefaultResultOrder getServers lookup lookupService resolve",
    "resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTxt reverse",
    "setDefaultResultOrder setServers",
  ],
  "events": [
    "EventEmitter EventEmitterAsyncResource addAbortListener captureRejectionSymbol captureRejections defaultMaxListeners errorMonitor getEventListeners",
    "getMaxListeners init kMaxEventTargetListeners kMaxEventTargetListenersWarned listenerCount name on once setMaxListeners usingDomains",
  ],
  "fs": [
    "Dir Dirent F_OK FileReadStream FileWriteStream R_OK ReadStream Stats W_OK WriteStream X_OK access accessSync appendFile appendFileSync chmod chmodSync",
    "chown chownSync close closeSync constants copyFile copyFileSync cp cpSync createReadStream createWriteStream exists existsSync fchmod fchmodSync",
    "fchown fchownSync fdatasync fdatasyncSync fstat fstatSync fsync fsyncSync ftruncate ftruncateSync futimes futimesSync glob globSync lchmod lchmodSync",
    "lchown lchownSync link linkSync lstat lstatSync lutimes lutimesSync mkdir mkdirSync mkdtemp mkdtempDisposableSync mkdtempSync open openAsBlob openSync",
    "opendir opendirSync promises read readFile readFileSync readSync readdir readdirSync readlink readlinkSync readv readvSync realpath realpathSync",
    "rename renameSync rm rmSync rmdir rmdirSync stat statSync statfs statfsSync symlink symlinkSync truncate truncateSync unlink unlinkSync unwatchFile",
    "utimes utimesSync watch watchFile write writeFile writeFileSync writeSync writev writevSync",
  ],
  "fs/promises": [
    "access appendFile chmod chown constants copyFile cp glob lchmod lchown link lstat lutimes mkdir mkdtemp mkdtempDisposable open opendir readFile",
    "readdir readlink realpath rename rm rmdir stat statfs symlink truncate unlink utimes watch writeFile",
  ],
  "http": [
    "Agent ClientRequest CloseEvent IncomingMessage METHODS MessageEvent OutgoingMessage STATUS_CODES Server ServerResponse WebSocket createServer get",
    "globalAgent maxHeaderSize request setGlobalProxyFromEnv setMaxIdleHTTPParsers validateHeaderName validateHeaderValue",
  ],
  "http2": [
    "Http2ServerRequest Http2ServerResponse connect constants createSecureServer createServer getDefaultSettings getPackedSettings getUnpackedSettings",
    "performServerHandshake sensitiveHeaders",
  ],
  "https": ["Agent Server createServer get globalAgent request"],
  "net": [
    "BlockList Server Socket SocketAddress Stream connect createConnection createServer getDefaultAutoSelectFamily getDefaultAutoSelectFamilyAttemptTimeout",
    "isIP isIPv4 isIPv6 setDefaultAutoSelectFamily setDefaultAutoSelectFamilyAttemptTimeout",
  ],
  "os": [
    "EOL arch availableParallelism constants cpus devNull endianness freemem getPriority homedir hostname loadavg machine networkInterfaces platform",
    "release setPriority tmpdir totalmem type uptime userInfo version",
  ],
  "path": ["basename delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep toNamespacedPath win32"],
  "path/posix": ["basename delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep toNamespacedPath win32"],
  "path/win32": ["basename delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep toNamespacedPath win32"],
  "perf_hooks": [
    "Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming constants",
    "createHistogram eventLoopUtilization monitorEventLoopDelay performance timerify",
  ],
  "querystring": ["decode encode escape parse stringify unescape unescapeBuffer"],
  "readline": ["Interface clearLine clearScreenDown createInterface cursorTo emitKeypressEvents moveCursor promises"],
  "readline/promises": ["Interface Readline createInterface"],
  "stream": [
    "Duplex EventEmitter EventEmitterAsyncResource PassThrough Readable Stream Transform Writable addAbortListener addAbortSignal captureRejectionSymbol",
    "captureRejections compose defaultMaxListeners destroy duplexPair errorMonitor finished getDefaultHighWaterMark getEventListeners getMaxListeners init",
    "isDestroyed isDisturbed isErrored isReadable isWritable kMaxEventTargetListeners kMaxEventTargetListenersWarned listenerCount name on once pipeline",
    "promises setDefaultHighWaterMark setMaxListeners usingDomains",
  ],
  "stream/consumers": ["arrayBuffer blob buffer json text"],
  "stream/promises": ["finished pipeline"],
  "string_decoder": ["StringDecoder"],
  "timers": ["active clearImmediate clearInterval clearTimeout enroll promises setImmediate setInterval setTimeout unenroll"],
  "timers/promises": ["scheduler setImmediate setInterval setTimeout"],
  "tls": [
    "CLIENT_RENEG_LIMIT CLIENT_RENEG_WINDOW DEFAULT_CIPHERS DEFAULT_ECDH_CURVE DEFAULT_MAX_VERSION DEFAULT_MIN_VERSION SecureContext Server TLSSocket",
    "checkServerIdentity connect convertALPNProtocols createSecureContext createSecurePair createServer getCACertificates getCiphers rootCertificates",
    "setDefaultCACertificates",
  ],
  "tty": ["ReadStream WriteStream isatty"],
  "url": [
    "URL URLPattern URLSearchParams Url domainToASCII domainToUnicode fileURLToPath fileURLToPathBuffer format parse pathToFileURL resolve resolveObject",
    "urlToHttpOptions",
  ],
  "util": [
    "MIMEParams MIMEType TextDecoder TextEncoder aborted callbackify convertProcessSignalToExitCode debug debuglog deprecate diff format formatWithOptions",
    "getCallSite getCallSites getSystemErrorMap getSystemErrorName inherits inspect isArray isBoolean isBuffer isDate isDeepStrictEqual isError isFunction",
    "isNull isNullOrUndefined isNumber isObject isPrimitive isRegExp isString isSymbol isUndefined log parseArgs parseEnv promisify setTraceSigInt",
    "stripVTControlCharacters styleText toUSVString transferableAbortController transferableAbortSignal types",
  ],
  "util/types": [
    "isAnyArrayBuffer isArgumentsObject isArrayBuffer isArrayBufferView isAsyncFunction isBigInt64Array isBigIntObject isBigUint64Array isBooleanObject",
    "isBoxedPrimitive isCryptoKey isDataView isDate isExternal isFloat16Array isFloat32Array isFloat64Array isGeneratorFunction isGeneratorObject",
    "isInt16Array isInt32Array isInt8Array isKeyObject isMap isMapIterator isModuleNamespaceObject isNativeError isNumberObject isPromise isProxy isRegExp",
    "isSet isSetIterator isSharedArrayBuffer isStringObject isSymbolObject isTypedArray isUint16Array isUint32Array isUint8Array isUint8ClampedArray",
    "isWeakMap isWeakSet",
  ],
  "v8": [
    "DefaultDeserializer DefaultSerializer Deserializer GCProfiler Serializer cachedDataVersionTag deserialize getHeapCodeStatistics getHeapSnapshot",
    "getHeapSpaceStatistics getHeapStatistics isStringOneByteRepresentation promiseHooks queryObjects serialize setFlagsFromString",
    "setHeapSnapshotNearHeapLimit startCpuProfile startupSnapshot stopCoverage takeCoverage writeHeapSnapshot",
  ],
  "vm": ["Script compileFunction constants createContext createScript isContext measureMemory runInContext runInNewContext runInThisContext"],
  "worker_threads": [
    "BroadcastChannel MessageChannel MessagePort SHARE_ENV Worker getEnvironmentData isInternalThread isMainThread isMarkedAsUntransferable locks",
    "markAsUncloneable markAsUntransferable moveMessagePortToContext parentPort postMessageToThread receiveMessageOnPort resourceLimits setEnvironmentData",
    "threadId threadName workerData",
  ],
  "zlib": [
    "BrotliCompress BrotliDecompress DEFLATE DEFLATERAW Deflate DeflateRaw GUNZIP GZIP Gunzip Gzip INFLATE INFLATERAW Inflate InflateRaw UNZIP Unzip",
    "ZLIB_VERNUM Z_BEST_COMPRESSION Z_BEST_SPEED Z_BLOCK Z_BUF_ERROR Z_DATA_ERROR Z_DEFAULT_CHUNK Z_DEFAULT_COMPRESSION Z_DEFAULT_LEVEL Z_DEFAULT_MEMLEVEL",
    "Z_DEFAULT_STRATEGY Z_DEFAULT_WINDOWBITS Z_ERRNO Z_FILTERED Z_FINISH Z_FIXED Z_FULL_FLUSH Z_HUFFMAN_ONLY Z_MAX_CHUNK Z_MAX_LEVEL Z_MAX_MEMLEVEL",
    "Z_MAX_WINDOWBITS Z_MEM_ERROR Z_MIN_CHUNK Z_MIN_LEVEL Z_MIN_MEMLEVEL Z_MIN_WINDOWBITS Z_NEED_DICT Z_NO_COMPRESSION Z_NO_FLUSH Z_OK Z_PARTIAL_FLUSH",
    "Z_RLE Z_STREAM_END Z_STREAM_ERROR Z_SYNC_FLUSH Z_VERSION_ERROR ZstdCompress ZstdDecompress brotliCompress brotliCompressSync brotliDecompress",
    "brotliDecompressSync codes constants crc32 createBrotliCompress createBrotliDecompress createDeflate createDeflateRaw createGunzip createGzip",
    "createInflate createInflateRaw createUnzip createZstdCompress createZstdDecompress deflate deflateRaw deflateRawSync deflateSync gunzip gunzipSync",
    "gzip gzipSync inflate inflateRaw inflateRawSync inflateSync unzip unzipSync zstdCompress zstdCompressSync zstdDecompress zstdDecompressSync",
  ],
};

/** Null for what is no module of Node, or one whose names are not known. */
export function namesOfNode(specifier: string): ReadonlySet<string> | null {
  return hasNodeNames(specifier) ? new Set(names[bare(specifier)]?.flatMap((line) => line.split(" "))) : null;
}

export function hasNodeNames(specifier: string): boolean {
  return Object.hasOwn(names, bare(specifier));
}

function bare(specifier: string): string {
  return specifier.replace(/^node:/, "");
}
