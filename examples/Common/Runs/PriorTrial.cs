namespace HierVQ.Examples;

/// <summary>A prior as a trial: it is trained, and measured by held-out codes and by what it draws.</summary>
public static class PriorTrial
{
    /// <summary>Makes the trial.</summary>
    /// <param name="desk">What it works with.</param>
    /// <param name="name">Its name.</param>
    /// <param name="prior">The prior's name, under which it is kept.</param>
    /// <param name="source">Whose codes it models.</param>
    /// <param name="make">Makes the prior's options.</param>
    /// <param name="draws">Pictures to draw and judge; 0 for none.</param>
    public static Trial Of(Desk desk, string name, string prior, CodeSource source, Func<PriorOptions> make, int draws) =>
        new(name, $"{Recipe.Of(desk.Shortened(make()), desk.RecipeOf(source))}, {draws} draws", folder =>
        {
            EncodedPictures codes = desk.Codes(source);
            using TrainedPrior trained = Train(desk, prior, codes, make());
            TrialFigures figures = Measure(trained);
            if (draws > 0)
                desk.Judge.Measure(trained, codes, new SamplingOptions(), draws, folder, figures);
            return figures;
        });

    /// <summary>Trains a prior that trials stand on, one or several, or loads it.</summary>
    public static TrainedPrior Train(Desk desk, string name, EncodedPictures codes, PriorOptions options) =>
        TrainedPrior.Of(new RunFolder(Path.Combine(desk.Folder("priors"), name)), desk.Shortened(options), codes, desk.Stop);

    /// <summary>The figures of a training.</summary>
    public static TrialFigures Measure(TrainedPrior trained)
    {
        var figures = new TrialFigures();
        (figures["bits"], figures["epoch"], figures["parameters"]) = (trained.Best.HeldOut, trained.Best.Epoch, trained.Parameters);
        (figures["steps"], figures["seconds"]) = (trained.Points[^1].Step, trained.Points[^1].Seconds);
        figures.Keep(trained.Points);
        return figures;
    }
}
