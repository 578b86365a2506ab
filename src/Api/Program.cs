Console.WriteLine("CdViz.EventStore");
