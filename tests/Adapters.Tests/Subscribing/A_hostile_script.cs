using System.Diagnostics;

namespace CdViz.Adapters.Tests.Subscribing;

/// <summary>What a script may take for an event is bounded, whatever it does: it ends, and the process goes on.</summary>
public sealed class A_hostile_script
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(0.3);

    // What it has nested takes its time to be left again, the more so beside other tests.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly StoredEvent Any = new(
        1, Guid.Empty, "pipelinerun|s|x", 1, "pipeline_run_queued", DateTime.UnixEpoch, DateTime.UnixEpoch, null, null,
        """{"context":{"id":"1","source":"s","type":"dev.cdevents.pipelinerun.queued.0.3.0","timestamp":"2026-01-01T00:00:00Z"},"subject":{"id":"x"}}"""u8.ToArray());

    public static TheoryData<string> Scripts =>
    [
        "e => { while (true) {} }",
        "e => { for (;;) ; }",
        "e => { const f = () => f(); return f(); }",
        "e => { const all = []; while (true) all.push(new Array(1000).fill(1)); }",
        "e => { let s = 'x'; while (true) s += s; }",
        "e => { const m = new Map(); let i = 0; while (true) m.set(i++, { i }); }",
        "e => 'x'.repeat(2 ** 30)",
        "e => 'x'.padStart(2 ** 30)",
        "e => 'x'.repeat(65536).replaceAll('x', 'y'.repeat(65536))",
        "e => 'x'.repeat(65536).replace(/x/g, 'y'.repeat(65536))",
        "e => Array(1000000).join('x'.repeat(5000))",
        "e => Array(2 ** 32 - 1).fill(0)",
        "e => Array.from({ length: 2 ** 31 })",
        "e => new ArrayBuffer(2 ** 31 - 1)",
        "e => new Float64Array(2 ** 28)",
        "e => /(a+)+$/.test('a'.repeat(60) + 'b')",
        "e => 2n ** 100000000n",
        "e => 7n ** 7n ** 9n",
        "e => { let root = {}, at = root; for (let i = 0; i < 30000; i++) { at.x = {}; at = at.x; } return root; }",
        "e => { let a = []; for (let i = 0; i < 30000; i++) a = [a]; return a; }",
        "e => { let a = []; for (let i = 0; i < 30000; i++) a = [a]; return String(a); }",
        "e => { let a = []; for (let i = 0; i < 30000; i++) a = [a]; return a.flat(Infinity).length; }",
        "e => { let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return a; }",
        "e => { let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return `${a}`; }",
        "e => { let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return a.flat(Infinity).length; }",
        "e => { let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return { toJSON: () => a }; }",
        "e => 'x'.repeat(65536).replaceAll('x', '$`$`')",
        "e => 'x'.repeat(65536).split('').map(_ => 'y'.repeat(65536)).join('')",
        "e => { const a = {}; a.a = a; return a; }",
        "e => { const p = new Proxy({}, { get: (t, k, r) => r[k] }); return p.x; }",
        "e => { let p = {}; for (let i = 0; i < 30000; i++) p = new Proxy(p, {}); return p.x; }",
        "e => { let p = {}; for (let i = 0; i < 30000; i++) p = Object.create(p); return p.x; }",
        "e => { let f = () => 1; for (let i = 0; i < 30000; i++) f = f.bind(null); return f(); }",
        "e => { const o = { get a() { return this.a; } }; return o.a; }",
        "e => { const o = { toString() { return `${o}`; } }; return String(o); }",
        "e => { const o = { toJSON() { return JSON.stringify(o); } }; return o; }",
        "e => [3, 2, 1].sort(function f() { return [3, 2, 1].sort(f) && 0; })",
        "e => JSON.parse('['.repeat(100000) + ']'.repeat(100000))",
        "e => { throw new Error('\\u0000\\ud800'); }",
        "e => { throw { toString() { while (true) {} } }; }",
        "e => { class A { constructor() { new A(); } } new A(); }",
        "async e => { while (true) {} }",
        "e => new Promise(() => {})",
        "e => { function* g() { yield* g(); } return [...g()]; }",
        "e => e.constructor.constructor('while (true) {}')()",
        "e => Math.max(...Array(1000000).fill(1))",
        .. Endless("Promise.all(all)", "Promise.race(all)", "(async () => 1)().constructor.any(all)", "Uint8Array.from(all)", "new Float64Array(all)", "Math.sumPrecise(all)",
            "new Set([1]).union({ size: 1, has: Boolean, keys: () => all[Symbol.iterator]() })", "new Set([1]).isSupersetOf({ size: 0, has: Boolean, keys: () => all[Symbol.iterator]() })",
            "iterator.some.call(next, Boolean.bind(null, 0))", "iterator.filter.call(next, Boolean.bind(null, 0)).next()", "iterator.drop.call(next, 1e300).next()", "iterator.toArray.call(next)",
            "iterator.flatMap.call(next, Object.bind(null, [])).next()", "[...Iterator.concat(all, all)]", "Array.fromAsync(all)", "new Set(all)", "new Map(all)", "Object.fromEntries(all)", "[...all]",
            "Array.from(all)", "Object.groupBy(all, Boolean)", "Math.max(...all)", "String.raw({ raw: { length: 2 ** 53 - 1 } })", "Array.prototype.some.call({ length: 2 ** 53 - 1 }, Boolean)"),
        "e => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    ];

    // What asks for one after the other of what has no end, and runs no statement meanwhile.
    private static IEnumerable<string> Endless(params IEnumerable<string> calls) => calls.Select(call =>
        "e => { const next = { next: Object.bind(null, { done: false, value: [] }) }, all = { [Symbol.iterator]: () => next }; "
        + $"const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())); return {call}; }}");

    [Theory, MemberData(nameof(Scripts))]
    public void ends_and_harms_nobody(string script)
    {
        var allocated = 0L;
        var began = Stopwatch.GetTimestamp();
        foreach (var subscription in (SubscriptionDefinition[])[new() { Name = "x", Transform = script }, new() { Name = "x", Filter = new() { Predicate = script } }])
        {
            try
            {
                var own = new SubscriptionScript(subscription, Time);
                ScriptStack.Run(() =>
                {
                    try
                    {
                        return own.Pass(new Outgoing(Any));
                    }
                    finally
                    {
                        allocated += GC.GetAllocatedBytesForCurrentThread();
                    }
                });
            }
            catch (ScriptException fault)
            {
                fault.Message.ShouldNotBeNullOrEmpty();
            }
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Longest);
        allocated.ShouldBeLessThan(1024L * 1024 * 1024);
        GC.Collect();
    }

    /// <summary>What the engine calls by itself counts to no limit of its own, and fills a stack of any size.</summary>
    [Theory]
    [InlineData("e => { const o = { toString() { return `${o}`; } }; return String(o); }")]
    [InlineData("e => { const o = { valueOf() { return +o; } }; return +o; }")]
    [InlineData("e => { const o = { toJSON() { return JSON.stringify(o); } }; return o; }")]
    [InlineData("e => { const o = { get a() { return this.a; } }; return o.a; }")]
    [InlineData("e => { const p = new Proxy({}, { get: (t, k, r) => r[k] }); return p.x; }")]
    [InlineData("e => { const o = {}; o[Symbol.toPrimitive] = () => o + ''; return o + ''; }")]
    [InlineData("e => { const f = { [Symbol.hasInstance]: x => x instanceof f }; return 1 instanceof f; }")]
    [InlineData("e => { const f = () => [1].map(f); return f(); }")]
    [InlineData("e => { const o = { set a(x) { this.a = x; } }; o.a = 1; }")]
    [InlineData("e => { const o = { [Symbol.iterator]() { return [...o]; } }; return [...o]; }")]
    public void that_calls_itself_without_end_is_told_so(string script)
    {
        var own = new SubscriptionScript(new SubscriptionDefinition { Name = "x", Transform = script }, TimeSpan.FromSeconds(30));
        Should.Throw<ScriptException>(() => ScriptStack.Run(() => own.Pass(new Outgoing(Any)))).Message.ShouldMatch("(?i)too deeply|recursion|stack");
    }

    [Theory]
    [InlineData("JSON.stringify({ a: [1, 'x', { b: null }], c: undefined })", """{"a":[1,"x",{"b":null}]}""")]
    [InlineData("JSON.stringify({ a: { b: 1, c: 2 }, b: 3, d: [{ b: 4, c: 5 }] }, ['a', 'b', 'd'])", """{"a":{"b":1},"b":3,"d":[{"b":4}]}""")]
    [InlineData("JSON.stringify([1, 'a'], (k, v) => typeof v === 'number' ? v + 1 : v)", """[2,"a"]""")]
    [InlineData("JSON.stringify({ a: 1 }, null, 2)", "{\n  \"a\": 1\n}")]
    [InlineData("[1, [2, null], , 'x'].join('-') + `${[1, [2, 3]]}`", "1-2,--x1,2,3")]
    [InlineData("JSON.stringify([1, [2, [3, [4]]]].flat(2))", "[1,2,3,[4]]")]
    [InlineData("'a-b-c'.replaceAll('-', '+').replace(/[ab]/g, m => m.toUpperCase()).replace('c', '[$&]')", "A+B+[c]")]
    public void leaves_alone_what_others_use(string expression, string wanted)
    {
        var outgoing = new Outgoing(Any);
        ScriptStack.Run(() => new SubscriptionScript(new SubscriptionDefinition { Name = "x", Transform = $"e => ({expression})" }).Pass(outgoing)).ShouldBeTrue();
        System.Text.Json.JsonElement.Parse(outgoing.Body.Span).GetString().ShouldBe(wanted);
    }

    [Theory, InlineData("["), InlineData("("), InlineData("-"), InlineData("{a:"), InlineData("e=>"), InlineData("a?"), InlineData("new "), InlineData("`${")]
    public void that_is_nested_without_end_is_refused(string piece) =>
        SubscriptionScript.Wrong(string.Concat(Enumerable.Repeat(piece, 60_000 / piece.Length))).ShouldNotBeNull();
}
