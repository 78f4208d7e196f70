namespace HierVQ.SideBySide;

/// <summary>One piece of work that both sides can do.</summary>
internal interface IWorkload : IDisposable
{
    /// <summary>What is measured.</summary>
    string Name { get; }

    /// <summary>The least ratio of their time to ours that we want; null where none is set.</summary>
    double? Target { get; }

    /// <summary>Whether its memory is compared too.</summary>
    bool MeasuresMemory => false;

    /// <summary>Repetitions in one run, so that a run is long against the clock and the change of sides.</summary>
    int Repetitions { get; }

    /// <summary>The worker's name of the work, with its options.</summary>
    PythonWork Work { get; }

    /// <summary>Gives both sides the same weights and inputs and compares what they make of them.</summary>
    /// <returns>In words, what was compared and how near it is.</returns>
    /// <exception cref="InvalidOperationException">The outputs differ.</exception>
    string CheckEqual(PythonWorker python);

    /// <summary>Makes both sides ready to be timed.</summary>
    void Prepare(PythonWorker python);

    /// <summary>Does the work once on our side.</summary>
    void Run();
}
