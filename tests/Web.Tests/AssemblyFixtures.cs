// One browser and one server with data for all tests: to start them takes longer than the tests.
[assembly: AssemblyFixture(typeof(CdViz.Web.Tests.Browsing.Browser))]
[assembly: AssemblyFixture(typeof(CdViz.Web.Tests.Browsing.DemoServer))]
[assembly: AssemblyFixture(typeof(CdViz.Web.Tests.Browsing.GuardedServer))]
