using HierVQ.Layers;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>What the networks of a level are made by.</summary>
/// <param name="Options">The level's options.</param>
/// <param name="Input">What its input consists of.</param>
/// <param name="MapChannels">Channels of its input as the encoder takes it.</param>
/// <param name="Side">Side of its input.</param>
/// <param name="Precision">The numbers in which its networks calculate in training.</param>
internal sealed record LevelShape(AuxiliaryLevelOptions Options, Alphabet Input, int MapChannels, int Side, TrainingPrecision Precision = TrainingPrecision.Float32)
{
    /// <summary>An encoder or decoder between the input's side and the code map's, with so many channels at the input's side.</summary>
    public BackboneShape Backbone(int channels) => Options.Backbone(Side, channels) with { Precision = Precision };
}
