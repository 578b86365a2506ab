using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;

namespace CdViz.Adapters.Translators;

/// <summary>What scripts have beside the language: names of packages, times, digests; and what they do not have: chance, and a clock that goes on.</summary>
internal static class ScriptHelpers
{
    private const int MaxText = 4 * 1024 * 1024;

    /// <summary>Adds and takes away.</summary>
    public static void AddTo(Engine engine, DateTimeOffset receivedAt)
    {
        engine.SetValue("purl", new ClrFunction(engine, "purl", (_, args) => Package(args is [var parts, ..] ? parts : JsValue.Undefined)));
        engine.SetValue("imagePurl", new ClrFunction(engine, "imagePurl", (_, args) => ImageName.Parse(Text(args, "imagePurl")).ToPurl()));
        engine.SetValue("time", new ClrFunction(engine, "time", (_, args) => Time(args)));
        engine.SetValue("sha256", new ClrFunction(
            engine, "sha256", (_, args) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(args, "sha256"))))));
        engine.SetValue("receivedAt", receivedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        engine.SetValue("__now", receivedAt.ToUnixTimeMilliseconds());
        engine.SetValue("__max", MaxText);
        engine.Execute(Prepared);
    }

    private static string Text(JsValue[] args, string function) => args is [var value, ..] && value.IsString()
        ? value.AsString()
        : throw new NotTranslatedException($"{function}() takes a text.");

    private static string Time(JsValue[] args)
    {
        var time = args switch
        {
            [var value, ..] when value.IsNumber() => ToolTime.OfNumber(value.AsNumber()),
            [var value, ..] when value.IsString() => ToolTime.Read(value.AsString()),
            _ => null,
        };
        return time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
            ?? throw new NotTranslatedException($"time() takes a time, as text or in seconds or milliseconds since 1970; it got {(args is [var got, ..] ? got.ToString() : "nothing")}.");
    }

    private static string Package(JsValue parts)
    {
        if (!parts.IsObject())
        {
            throw new NotTranslatedException("purl() takes an object: {type, namespace, name, version, qualifiers}.");
        }

        var given = parts.AsObject();
        var qualifiers = given.Get("qualifiers") is { } said && said.IsObject()
            ? said.AsObject().GetOwnProperties().Select(pair => (Key: pair.Key.ToString(), Value: pair.Value.Value)).Where(pair => pair.Value.IsString())
                .Select(pair => (pair.Key, (string?)pair.Value.AsString())).ToArray()
            : [];
        return Packages.Of(Part(given, "type") ?? "generic", Part(given, "namespace"), Part(given, "name") ?? throw new NotTranslatedException("purl() needs a name."), Part(given, "version"), qualifiers);
    }

    private static string? Part(JsValue given, string name) => given.AsObject().Get(name) is var value && (value.IsString() || value.IsNumber()) ? value.ToString() : null;

    private static readonly Prepared<Acornima.Ast.Script> Prepared = Engine.PrepareScript(Sandbox, strict: true);

    // What goes through what it is given by itself, and asks for the next without a statement being run, is not there: nothing would end it. Nor is what waits for others.
    // What makes a long text at once, or goes into what is nested, is bounded here or written here: the engine looks at its bounds between statements, and of its own functions
    // those that go into what is nested take time with the square of its depth, or for ever where the same is in it again and again.
    private const string Sandbox = """
        (() => {
            const now = __now, max = __max;
            const take = (from, names = Object.getOwnPropertyNames(from)) => { for (const name of names) { delete from[name]; } };
            take(Promise, ['all', 'allSettled', 'any', 'race', 'resolve', 'reject', 'try', 'withResolvers']);
            take(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())));
            take(Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']);
            take(Array, ['fromAsync']);
            take(Math, ['sumPrecise']);
            take(globalThis, [
                'Promise', 'Iterator', 'Atomics', 'SharedArrayBuffer', 'ArrayBuffer', 'DataView', 'WeakRef', 'FinalizationRegistry', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray',
                'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']);
            const Real = Date;
            const Fixed = function (...args) { return new.target ? (args.length ? new Real(...args) : new Real(now)) : new Real(now).toString(); };
            Fixed.prototype = Real.prototype; Fixed.now = () => now; Fixed.parse = Real.parse; Fixed.UTC = Real.UTC;
            Real.prototype.constructor = Fixed;
            globalThis.Date = Fixed;
            Math.random = () => { throw new Error('There is no chance in a translator: the same input always gives the same.'); };
            const bound = (name, length) => {
                const inner = String.prototype[name];
                String.prototype[name] = function (...args) {
                    if (length(String(this).length, args) > max) { throw new RangeError(`${name}() makes a text that is too long.`); }
                    return inner.apply(this, args);
                };
            };
            bound('repeat', (size, [count]) => size * Number(count));
            bound('padStart', (_, [size]) => Number(size));
            bound('padEnd', (_, [size]) => Number(size));
            const many = (text, what) => typeof what === 'string' ? text.split(what).length : what instanceof RegExp && what.global ? (text.match(what) ?? []).length : 1;
            const replaced = function (size, [what, by]) {
                const text = typeof by === 'string' ? by : '';
                return size + (text.length + (text.includes('$') ? size : 0)) * (text.length > 1 ? many(this, what) : 1);
            };
            for (const name of ['replace', 'replaceAll']) {
                const inner = String.prototype[name];
                String.prototype[name] = function (...args) {
                    if (replaced.call(String(this), String(this).length, args) > max) { throw new RangeError(`${name}() makes a text that is too long.`); }
                    return inner.apply(this, args);
                };
            }
            const own = (name, value) => Object.defineProperty(Array.prototype, name, { value, writable: true, configurable: true });
            own('join', function (separator = ',') {
                let text = '';
                for (let i = 0; i < this.length; i++) {
                    if (i > 0) { text += separator; }
                    if (this[i] !== null && this[i] !== undefined) { text += `${this[i]}`; }
                    if (text.length > max) { throw new RangeError('join() makes a text that is too long.'); }
                }
                return text;
            });
            own('toLocaleString', function () { return this.join(); });
            own('flat', function (depth = 1) {
                const all = [];
                const add = (list, left) => {
                    for (const one of list) {
                        if (left > 0 && Array.isArray(one)) { add(one, left - 1); } else { all.push(one); }
                    }
                };
                add(this, depth);
                return all;
            });
            const stringify = JSON.stringify;
            JSON.stringify = (value, replacer, space) => {
                const kept = Array.isArray(replacer) ? new Set(replacer.map(String)) : null;
                return stringify(value, function (key, one) {
                    if (typeof replacer === 'function') { return replacer.call(this, key, one); }
                    if (kept !== null && key !== '' && !Array.isArray(this) && !kept.has(key)) { return undefined; }
                    return one;
                }, space);
            };
            delete globalThis.__now; delete globalThis.__max;
        })();
        """;
}
