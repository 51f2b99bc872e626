/**
 * How a network is trained: the hyper-parameters. {@link dev.nasnet.recipe.Recipe} holds them,
 * {@link dev.nasnet.recipe.RecipePreset} names the published ones.
 */
@NullMarked
package dev.nasnet.recipe;

import org.jspecify.annotations.NullMarked;
