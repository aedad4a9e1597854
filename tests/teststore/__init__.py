"""A store of Tessera tiles to test against: true geometry, made-up land.

What comes in is a list of tiles and years; what goes out is a folder of .npy tiles, landmasks and manifests as they are
published. Nothing here uses the project's own code to say where a tile lies or what a pixel holds, so that the store can judge it.
"""
